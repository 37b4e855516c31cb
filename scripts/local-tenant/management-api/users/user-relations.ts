import type { JsonObject } from '../../store';
import { endSessions } from '../../users';
import { notFound } from '../api-error';
import { type ApiRequest, bodyObject, created, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import { checkpointPage, classicPage } from '../paging';
import { existingUser } from './user-operations';

/** What hangs on a user: roles, permissions, organizations, sessions, refresh tokens, logs, linked identities. */
export const USER_RELATION_OPERATIONS: readonly Operation[] = [
  ...assigned('roles', 'role_members'),
  ...assigned('permissions', 'users'),
  {
    method: 'GET',
    path: '/users/:id/organizations',
    scopes: ['read:organizations'],
    handle(request) {
      const { user_id: userId } = existingUser(request);
      const organizations = request.tenant.store.collection('organizations');
      const own = request.tenant.store
        .collection('organization-members')
        .list()
        .filter((member) => member.user_id === userId)
        .map((member) => organizations.get(String(member.organization_id)))
        .filter(isObject);
      return ok(classicPage(own, request.query, 'organizations'));
    },
  },
  {
    method: 'GET',
    path: '/users/:id/logs',
    scopes: ['read:logs', 'read:logs_users'],
    handle(request) {
      const logs = request.tenant.store
        .collection('logs')
        .findBy('user_id', (request.params.id ?? '').toLowerCase());
      return ok(classicPage(logs.reverse(), request.query, 'logs'));
    },
  },
  {
    method: 'GET',
    path: '/users/:id/sessions',
    scopes: ['read:sessions'],
    handle: (request) =>
      ok(checkpointPage(owned(request, 'sessions').map(shownSession), request.query, 'sessions')),
  },
  {
    method: 'DELETE',
    path: '/users/:id/sessions',
    scopes: ['delete:sessions'],
    handle(request) {
      endSessions(request.tenant, existingUser(request).user_id);
      return { status: 202 };
    },
  },
  {
    method: 'GET',
    path: '/users/:id/refresh-tokens',
    scopes: ['read:refresh_tokens'],
    handle: (request) =>
      ok(checkpointPage(owned(request, 'refresh-tokens').map(shownToken), request.query, 'tokens')),
  },
  {
    method: 'DELETE',
    path: '/users/:id/refresh-tokens',
    scopes: ['delete:refresh_tokens'],
    handle(request) {
      const tokens = request.tenant.store.collection('refresh-tokens');
      for (const token of owned(request, 'refresh-tokens')) tokens.delete(String(token.token_hash));
      return { status: 202 };
    },
  },
  {
    method: 'POST',
    path: '/users/:id/revoke-access',
    scopes: ['delete:sessions', 'delete:refresh_tokens'],
    handle(request) {
      endSessions(request.tenant, existingUser(request).user_id);
      return { status: 202 };
    },
  },
  {
    method: 'GET',
    path: '/users/:id/enrollments',
    scopes: ['read:users'],
    handle(request) {
      existingUser(request);
      return ok([]);
    },
  },
  {
    method: 'GET',
    path: '/users/:id/authentication-methods',
    scopes: ['read:authentication_methods'],
    handle(request) {
      existingUser(request);
      return ok(classicPage([], request.query, 'authenticators'));
    },
  },
];

/** Roles and permissions are assigned and taken away in the same way. */
function assigned(kind: 'roles' | 'permissions', memberScope: string): Operation[] {
  const path = `/users/:id/${kind}`;
  const collection = (request: ApiRequest) => request.tenant.store.collection(`user-${kind}`);
  const stored = (request: ApiRequest): unknown[] => {
    const items = collection(request).get(existingUser(request).user_id)?.items;
    return Array.isArray(items) ? items : [];
  };
  const given = (request: ApiRequest): unknown[] => {
    const items = bodyObject(request)[kind];
    return Array.isArray(items) ? items : [];
  };
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const put = (request: ApiRequest, items: unknown[]) =>
    collection(request).put(request.params.id ?? '', { items });
  return [
    {
      method: 'GET',
      path,
      scopes: kind === 'roles' ? ['read:users', 'read:roles', 'read:role_members'] : ['read:users'],
      handle(request) {
        const roles = request.tenant.store.collection('roles');
        const items =
          kind === 'roles'
            ? stored(request)
                .map((id) => roles.get(String(id)))
                .filter(isObject)
            : stored(request);
        return ok(classicPage(items, request.query, kind));
      },
    },
    {
      method: 'POST',
      path,
      scopes: ['update:users', `create:${memberScope}`],
      handle(request) {
        const added = given(request);
        if (kind === 'roles') requireRoles(request, added);
        put(request, [...stored(request).filter((old) => !added.some((one) => same(one, old))), ...added]);
        return kind === 'roles' ? NO_CONTENT : created({});
      },
    },
    {
      method: 'DELETE',
      path,
      scopes: ['update:users', `delete:${memberScope}`],
      handle(request) {
        const removed = given(request);
        put(
          request,
          stored(request).filter((old) => !removed.some((one) => same(one, old))),
        );
        return NO_CONTENT;
      },
    },
  ];
}

function requireRoles(request: ApiRequest, ids: unknown[]): void {
  const unknown = ids.find((id) => request.tenant.store.collection('roles').get(String(id)) === undefined);
  if (unknown !== undefined) throw notFound('The role does not exist.', 'inexistent_role');
}

function owned(request: ApiRequest, collection: 'sessions' | 'refresh-tokens'): JsonObject[] {
  const { user_id: userId } = existingUser(request);
  return request.tenant.store.collection(collection).findBy('user_id', userId.toLowerCase());
}

/** Nothing that would let somebody take the session over. */
function shownSession({
  id,
  user_id,
  created_at,
  authenticated_at,
  expires_at,
  clients,
}: JsonObject): JsonObject {
  return { id, user_id, created_at, authenticated_at, expires_at, clients: clients ?? [] };
}

function shownToken({
  family_id,
  user_id,
  client_id,
  created_at,
  expires_at,
  scope,
}: JsonObject): JsonObject {
  return { id: family_id, user_id, client_id, created_at, expires_at, resource_servers: [{ scopes: scope }] };
}
