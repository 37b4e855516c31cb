import { createHash, randomBytes } from 'node:crypto';

/** An unguessable value for codes, states, session ids and tokens: 256 bits, base64url unless told otherwise. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** How a bearer value is kept, so that the database alone lets nobody in. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
