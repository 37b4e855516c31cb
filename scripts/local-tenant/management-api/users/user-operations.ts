import { sendVerificationEmail } from '../../email';
import type { Client, JsonObject, User } from '../../store';
import { logEvent } from '../../tenant-log';
import {
  checkPassword,
  checkUserFields,
  createUser,
  deleteUser,
  endSessions,
  findConnection,
  findUser,
  type NewUser,
  patchUser,
  type UserPatch,
} from '../../users';
import { badRequest, notFound } from '../api-error';
import {
  type Answer,
  type ApiRequest,
  bodyObject,
  created,
  NO_CONTENT,
  type Operation,
  ok,
} from '../operation';
import { offset, pickFields, type Query } from '../paging';
import { beforeRegistration } from './before-registration';
import { onlyEmail, parseSearchQuery } from './search-query';

const UPDATE = [
  'update:users',
  'update:users_app_metadata',
  'update:current_user_metadata',
  'create:current_user_metadata',
];

/** Auth0 pages no further than this through a search; an export has no such limit. */
const SEARCH_LIMIT = 1_000;

export const USER_OPERATIONS: readonly Operation[] = [
  { method: 'GET', path: '/users', scopes: ['read:users'], handle: listUsers },
  { method: 'POST', path: '/users', scopes: ['create:users'], handle: createOne },
  {
    method: 'GET',
    path: '/users-by-email',
    scopes: ['read:users'],
    handle(request) {
      const { email } = request.query;
      if (email === undefined) {
        throw badRequest(
          "Query validation error: 'Missing required property: email'.",
          'invalid_query_string',
        );
      }
      const found = usersOf(request).findBy('email', email.toLowerCase());
      return ok(found.map((user) => pickFields(user, request.query)));
    },
  },
  {
    method: 'GET',
    path: '/users/:id',
    scopes: ['read:users', 'read:current_user'],
    handle: (request) => ok(pickFields(existingUser(request), request.query)),
    restore({ tenant }, answer) {
      const user = answer as User;
      tenant.store.collection<User>('users').put(user.user_id, user);
    },
  },
  { method: 'PATCH', path: '/users/:id', scopes: UPDATE, handle: updateOne },
  {
    method: 'DELETE',
    path: '/users/:id',
    scopes: ['delete:users', 'delete:current_user'],
    handle(request) {
      const userId = request.params.id ?? '';
      // Auth0 answers 204 for a user that is not there, too.
      if (deleteUser(request.tenant, userId)) {
        logEvent(request.tenant, 'sdu', { user_id: userId, client_id: request.caller.clientId });
      }
      return NO_CONTENT;
    },
  },
];

/** @throws ApiError 404 `inexistent_user` */
export function existingUser(request: ApiRequest, id = request.params.id ?? ''): User {
  const user = findUser(request.tenant, id);
  if (user === undefined) throw notFound('The user does not exist.', 'inexistent_user');
  return user;
}

export function usersOf(request: ApiRequest) {
  return request.tenant.store.collection<User>('users');
}

function listUsers(request: ApiRequest): Answer {
  const { query } = request;
  const { page, perPage } = offset(query, 50);
  if ((page + 1) * perPage > SEARCH_LIMIT) {
    throw badRequest(
      `You can only page through the first ${SEARCH_LIMIT} records. See https://auth0.com/docs/users/search/v3/view-search-results-by-page#limitation`,
      'invalid_paging',
    );
  }
  const { users, total } = search(request, page * perPage, perPage);
  const shown = users.map((user) => pickFields(user, query));
  if (query.include_totals !== 'true') return ok(shown);
  return ok({ start: page * perPage, limit: perPage, length: shown.length, users: shown, total });
}

function search(request: ApiRequest, start: number, count: number): { users: User[]; total: number } {
  const { query } = request;
  const collection = usersOf(request);
  const everybody = (query.q ?? '') === '' && query.connection === undefined && query.sort === undefined;
  if (everybody) return { users: collection.page(start, count), total: collection.count() };
  const email = onlyEmail(query.q ?? '');
  const matches = (query.q ?? '') === '' ? () => true : parseSearchQuery(query.q ?? '');
  const candidates = email === undefined ? collection.list() : collection.findBy('email', email);
  const found = candidates
    .filter((user) => query.connection === undefined || isOfConnection(user, query.connection))
    .filter((user) => matches(searchable(request, user)));
  return { users: sorted(found, query).slice(start, start + count), total: found.length };
}

/** A user as the search sees them: with the organizations that they are a member of. */
function searchable({ tenant, query }: ApiRequest, user: User): object {
  if (query.q?.includes('organization_id') !== true) return user;
  const memberships = tenant.store
    .collection('organization-members')
    .list()
    .filter(({ user_id: userId }) => userId === user.user_id);
  return { ...user, organization_id: memberships.map(({ organization_id: id }) => id) };
}

function isOfConnection(user: User, connection: string): boolean {
  return user.identities.some((identity) => identity.connection === connection);
}

/** `sort=created_at:-1`. */
function sorted(users: User[], { sort }: Query): User[] {
  if (sort === undefined) return users;
  const match = /^([a-zA-Z_.]+):(-?1)$/.exec(sort);
  const field = match?.[1];
  if (field === undefined || field.startsWith('app_metadata') || field.startsWith('user_metadata')) {
    throw badRequest(`Query validation error: 'Invalid sort: ${sort}'.`, 'invalid_query_string');
  }
  const direction = match?.[2] === '-1' ? -1 : 1;
  const key = (user: User) => String(user[field] ?? '');
  return [...users].sort((a, b) => direction * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

async function createOne(request: ApiRequest): Promise<Answer> {
  const { tenant } = request;
  const { connection: name, verify_email: verifyEmail, password, ...fields } = bodyObject(request);
  const connection = findConnection(tenant, String(name));
  if (connection === undefined) throw badRequest('The connection does not exist.', 'inexistent_connection');
  requireIdentifier(connection.strategy, { ...fields, password });
  checkUserFields(fields);
  if (typeof password === 'string' && !checkPassword(connection, password, fields).ok) {
    throw badRequest('PasswordStrengthError: Password is too weak');
  }
  const metadata = await beforeRegistration(request, connection, fields);
  const user = await createUser(tenant, {
    ...(fields as Omit<NewUser, 'connection'>),
    ...metadata,
    connection,
    ...(typeof password === 'string' ? { password } : {}),
  });
  if (verifyEmail !== false && user.email !== undefined && user.email_verified !== true) {
    sendVerificationEmail(tenant, user, { baseUrl: request.baseUrl });
  }
  return created(user);
}

/** What a user of a connection cannot be without. */
function requireIdentifier(strategy: string, fields: JsonObject): void {
  const needed = strategy === 'sms' ? 'phone_number' : strategy === 'email' ? 'email' : undefined;
  if (needed !== undefined && fields[needed] === undefined) throw missing(needed);
  if (strategy !== 'auth0') return;
  if (fields.email === undefined && fields.username === undefined && fields.phone_number === undefined) {
    throw missing('email');
  }
  if (fields.password === undefined) throw missing('password');
}

function missing(property: string) {
  return badRequest(`Payload validation error: 'Missing required property: ${property}'.`);
}

async function updateOne(request: ApiRequest): Promise<Answer> {
  const { tenant, caller } = request;
  const {
    connection: connectionName,
    client_id: clientId,
    verify_phone_number: _phone,
    ...patch
  } = bodyObject(request);
  const user = existingUser(request);
  if (Object.keys(patch).length === 0) throw badRequest('Payload validation error: nothing to change.');
  requireScopesFor(patch, caller.scopes);
  requirePasswordAlone(patch);
  const identity =
    user.identities.find(({ connection }) => connection === connectionName) ?? user.identities[0];
  if (connectionName !== undefined && identity?.connection !== connectionName) {
    throw badRequest('The connection does not match the user.', 'inexistent_connection');
  }
  const connection = findConnection(tenant, identity?.connection ?? '');
  if (typeof patch.password === 'string' && connection !== undefined) {
    if (!checkPassword(connection, patch.password, user).ok) {
      throw badRequest('PasswordStrengthError: Password is too weak');
    }
  }
  const changed = await patchUser(tenant, user.user_id, patch as UserPatch);
  if (typeof patch.password === 'string' || patch.blocked === true) endSessions(tenant, user.user_id);
  if (patch.verify_email === true && changed.email_verified !== true) {
    const client = tenant.store.collection<Client>('clients').get(String(clientId ?? ''));
    sendVerificationEmail(tenant, changed, {
      baseUrl: request.baseUrl,
      ...(client === undefined ? {} : { client }),
    });
  }
  return ok(changed);
}

/** update:users_app_metadata alone is enough for app_metadata, and for nothing else. */
/** What names or reaches a user does not change together with the password. @throws ApiError 400 */
function requirePasswordAlone(patch: JsonObject): void {
  const beside = ['email', 'email_verified', 'username'].find((key) => patch[key] !== undefined);
  if (patch.password === undefined || beside === undefined) return;
  throw badRequest(`Cannot update password and ${beside} simultaneously`, 'operation_not_supported');
}

function requireScopesFor(patch: JsonObject, scopes: readonly string[]): void {
  if (scopes.includes('update:users')) return;
  const allowed = [
    'user_metadata',
    ...(scopes.includes('update:users_app_metadata') ? ['app_metadata'] : []),
  ];
  const refused = Object.keys(patch).filter((key) => !allowed.includes(key));
  if (refused.length > 0) {
    throw badRequest(
      `The scope update:users is needed to change ${refused.join(', ')}.`,
      'insufficient_scope',
    );
  }
}
