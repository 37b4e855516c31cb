import type { Connection } from '../store';
import { UserDataError } from './user-data-error';

/** What a writable root attribute must look like (user-profile-structure; SDK's users.update). */
const FIELDS: Record<string, (value: unknown) => string | undefined> = {
  email: (value) => {
    if (typeof value !== 'string') return 'must be a string';
    const at = value.lastIndexOf('@');
    const fits = /^[^\s@]+@[^\s@]+$/.test(value) && at <= 64 && value.length <= 254;
    return fits ? undefined : 'must be an email address of at most 64 + 189 characters';
  },
  username: length(1, 128),
  phone_number: (value) =>
    typeof value === 'string' && /^\+[0-9]{1,15}$/.test(value) ? undefined : 'must be E.164, e.g. +15550100',
  name: length(1, 150),
  given_name: length(1, 150),
  family_name: length(1, 150),
  nickname: length(1, 350),
  picture: (value) => (typeof value === 'string' && URL.canParse(value) ? undefined : 'must be a URL'),
  email_verified: flag,
  phone_verified: flag,
  blocked: flag,
  verify_email: flag,
  user_metadata: object,
  app_metadata: object,
  password: length(1, 1024),
};

/**
 * Checks each field that is present and neither `null` (unset) nor undefined.
 *
 * @throws UserDataError 400 `invalid_body` for the first one that is wrong or unknown
 */
export function checkUserFields(fields: object): void {
  for (const [name, value] of Object.entries(fields)) {
    const check = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (check === undefined) throw invalid(`'Additional properties not allowed: ${name}'`);
    if (value === null || value === undefined) continue;
    const problem = check(value);
    if (problem !== undefined) throw invalid(`'${name}' ${problem}`);
  }
}

/**
 * A connection says how long its usernames may be; one that does not say takes 1 to 15 characters.
 *
 * @throws UserDataError 400 `invalid_body`
 */
export function checkUsername(connection: Connection | undefined, username: unknown): void {
  if (typeof username !== 'string') return;
  const { validation } = (connection?.options ?? {}) as {
    validation?: { username?: { min?: number; max?: number } | null } | null;
  };
  const { min = 1, max = 15 } = validation?.username ?? {};
  const problem = length(min, max)(username);
  if (problem !== undefined) throw invalid(`'username' ${problem}`);
}

function invalid(problem: string): UserDataError {
  return new UserDataError(400, 'invalid_body', `Payload validation error: ${problem}.`);
}

function length(minimum: number, maximum: number) {
  return (value: unknown) => {
    const fits = typeof value === 'string' && [...value].length >= minimum && [...value].length <= maximum;
    return fits ? undefined : `must be a string of ${minimum} to ${maximum} characters`;
  };
}

function flag(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'must be a boolean';
}

function object(value: unknown): string | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? undefined : 'must be an object';
}
