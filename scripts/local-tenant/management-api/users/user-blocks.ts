import type { JsonObject, User } from '../../store';
import { badRequest, notFound } from '../api-error';
import { type ApiRequest, NO_CONTENT, type Operation, ok } from '../operation';
import { existingUser } from './user-operations';

/**
 * Blocks by brute-force protection: another thing than `blocked` on the user, which these do not touch. The
 * collection `user-blocks` is written by whoever counts failed logins: user_id → `{ blocked_for: [...] }`.
 */
export const USER_BLOCK_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/user-blocks/:id',
    scopes: ['read:users'],
    handle: (request) => ok(blocks(request, existingUser(request))),
  },
  {
    method: 'DELETE',
    path: '/user-blocks/:id',
    scopes: ['update:users'],
    handle: (request) => unblock(request, existingUser(request)),
  },
  {
    method: 'GET',
    path: '/user-blocks',
    scopes: ['read:users'],
    handle: (request) => ok(blocks(request, byIdentifier(request))),
  },
  {
    method: 'DELETE',
    path: '/user-blocks',
    scopes: ['update:users'],
    handle: (request) => unblock(request, byIdentifier(request)),
  },
  {
    // Suspicious IP throttling is a setting here and nothing more: no address is ever blocked.
    method: 'GET',
    path: '/anomaly/blocks/ips/:ip',
    scopes: ['read:anomaly_blocks'],
    handle() {
      throw notFound('IP address is not blocked.');
    },
  },
  {
    method: 'DELETE',
    path: '/anomaly/blocks/ips/:ip',
    scopes: ['delete:anomaly_blocks'],
    handle: () => NO_CONTENT,
  },
];

function blocks(request: ApiRequest, user: User): JsonObject {
  return request.tenant.store.collection('user-blocks').get(user.user_id) ?? { blocked_for: [] };
}

function unblock(request: ApiRequest, user: User) {
  request.tenant.store.collection('user-blocks').delete(user.user_id);
  return NO_CONTENT;
}

/** By email address, phone number or username. */
function byIdentifier(request: ApiRequest): User {
  const { identifier } = request.query;
  if (identifier === undefined) {
    throw badRequest(
      "Query validation error: 'Missing required property: identifier'.",
      'invalid_query_string',
    );
  }
  const users = request.tenant.store.collection<User>('users');
  for (const index of ['email', 'phone_number', 'username']) {
    const [user] = users.findBy(index, identifier.toLowerCase());
    if (user !== undefined) return user;
  }
  throw notFound('The user does not exist.', 'inexistent_user');
}
