import type { Connection, JsonObject } from '../../store';
import {
  createUser,
  findUserByEmail,
  type NewUser,
  patchUser,
  UserDataError,
  type UserPatch,
} from '../../users';
import { ApiError, badRequest } from '../api-error';
import { type ApiRequest, isObject } from '../operation';

const MOST_BYTES = 500_000;

/** What an import file may say beyond the profile. Hashes of other systems cannot be checked here, nor factors used. */
const IGNORED = ['password_hash', 'custom_password_hash', 'mfa_factors', 'created_at', 'updated_at'];

/** A user of the file that was refused, as `GET /jobs/:id/errors` shows it. */
export interface FailedUser {
  user: JsonObject;
  errors: { code: string; message: string; path: string }[];
}

export interface ImportResult {
  failures: FailedUser[];
  summary: { failed: number; updated: number; inserted: number; total: number };
}

/**
 * Imports a file of users into a database connection (docs: manage-users/user-migration/bulk-user-imports). No
 * Action runs. A user that exists is refused, or brought up to date with `upsert`. Passwords do not come along:
 * an imported user chooses a new one.
 *
 * @param form the fields of the multipart body: `users` (a file: a JSON array), `connection_id`, `upsert`
 * @throws ApiError 400 where the form or the file is none, 413 above 500 kB
 */
export async function importUsers(request: ApiRequest, form: JsonObject): Promise<ImportResult> {
  const connection = databaseOf(request, form.connection_id);
  const users = await usersIn(form.users);
  const result: ImportResult = {
    failures: [],
    summary: { failed: 0, updated: 0, inserted: 0, total: users.length },
  };
  for (const user of users) {
    try {
      result.summary[await importOne(request, connection, user, form.upsert === 'true')] += 1;
    } catch (error) {
      if (!(error instanceof UserDataError)) throw error;
      result.summary.failed += 1;
      result.failures.push({ user: isObject(user) ? user : {}, errors: [reason(error)] });
    }
  }
  return result;
}

function databaseOf({ tenant }: ApiRequest, id: unknown): Connection {
  const connection = tenant.store.collection<Connection>('connections').get(String(id ?? ''));
  if (connection === undefined) throw badRequest('The connection does not exist.', 'inexistent_connection');
  if (connection.strategy !== 'auth0') {
    throw badRequest('Users can be imported into a database connection only.', 'operation_not_supported');
  }
  return connection;
}

async function usersIn(file: unknown): Promise<unknown[]> {
  const text = file instanceof Blob ? await file.text() : typeof file === 'string' ? file : undefined;
  if (text === undefined) throw badRequest("Payload validation error: 'Missing required property: users'.");
  if (Buffer.byteLength(text) > MOST_BYTES) {
    throw new ApiError(
      413,
      'Payload content length greater than maximum allowed: 500000',
      'payload_too_large',
    );
  }
  try {
    const users = JSON.parse(text) as unknown;
    if (Array.isArray(users)) return users;
  } catch {
    // Falls through: what is no JSON is no array either.
  }
  throw badRequest('Users file is not a JSON array.', 'invalid_body');
}

async function importOne(
  { tenant }: ApiRequest,
  connection: Connection,
  given: unknown,
  upsert: boolean,
): Promise<'inserted' | 'updated'> {
  if (!isObject(given)) throw new UserDataError(400, 'invalid_body', 'A user must be an object.');
  const fields = Object.fromEntries(Object.entries(given).filter(([key]) => !IGNORED.includes(key)));
  const { user_id: userId, ...patch } = fields;
  const known =
    typeof given.email === 'string' ? findUserByEmail(tenant, given.email, connection.name) : undefined;
  if (known !== undefined && upsert) {
    await patchUser(tenant, known.user_id, patch as UserPatch);
    return 'updated';
  }
  if (given.email === undefined && given.username === undefined && given.phone_number === undefined) {
    throw new UserDataError(400, 'invalid_body', 'One of email, username and phone_number is needed.');
  }
  await createUser(tenant, {
    ...(patch as Omit<NewUser, 'connection'>),
    ...(typeof userId === 'string' ? { user_id: userId } : {}),
    connection,
  });
  return 'inserted';
}

function reason({ errorCode, message }: UserDataError): FailedUser['errors'][number] {
  return { code: errorCode === 'auth0_idp_error' ? 'DUPLICATED_USER' : 'INVALID_FORMAT', message, path: '' };
}
