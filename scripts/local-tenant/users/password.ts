import { randomBytes, scrypt as scryptCallback, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const scrypt = promisify<string, Buffer, number, { N: number; r: number; p: number }, Buffer>(scryptCallback);

/** Cheap on purpose (about 1 ms): these are passwords of test users, and every login of a load test pays for it. */
const COST = { N: 512, r: 8, p: 1 };
const HASH_BYTES = 32;

/** @returns `scrypt:<salt base64url>:<hash base64url>` */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await scrypt(password.normalize('NFKC'), salt, HASH_BYTES, COST);
  return `scrypt:${salt.toString('base64url')}:${hash.toString('base64url')}`;
}

/** False for a wrong password and for anything that {@link hashPassword} did not write; takes the same time for both. */
export async function verifyPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [scheme, salt, hash] = (stored ?? NO_PASSWORD).split(':');
  const expected = Buffer.from(hash ?? '', 'base64url');
  const actual = await scrypt(
    password.normalize('NFKC'),
    Buffer.from(salt ?? '', 'base64url'),
    HASH_BYTES,
    COST,
  );
  return scheme === 'scrypt' && expected.length === HASH_BYTES && timingSafeEqual(actual, expected);
}

/** Compared against where there is no user, so that the answer's time does not tell. No password matches it. */
const NO_PASSWORD = `none:${'A'.repeat(22)}:${'A'.repeat(43)}`;
