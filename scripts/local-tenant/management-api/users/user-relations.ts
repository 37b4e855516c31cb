import type { Identity, JsonObject, User } from '../../store';
import { deleteUser, endSessions } from '../../users';
import { badRequest, notFound } from '../api-error';
import {
  type Answer,
  type ApiRequest,
  bodyObject,
  created,
  isObject,
  NO_CONTENT,
  type Operation,
  ok,
} from '../operation';
import { checkpointPage, classicPage } from '../paging';
import { existingUser, usersOf } from './user-operations';

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
  { method: 'POST', path: '/users/:id/identities', scopes: ['update:users'], handle: linkIdentity },
  {
    method: 'DELETE',
    path: '/users/:id/identities/:provider/:user_id',
    scopes: ['update:users'],
    handle: unlinkIdentity,
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

/** The secondary account disappears with its metadata; only its profile stays, inside the primary (user-account-linking). */
function linkIdentity(request: ApiRequest): Answer {
  const primary = existingUser(request);
  const { provider, user_id: id } = bodyObject(request);
  if (provider === undefined || id === undefined) {
    throw badRequest(
      'Payload validation error: provider and user_id are needed; linking by token is not supported.',
    );
  }
  const secondaryId = String(id).includes('|') ? String(id) : `${String(provider)}|${String(id)}`;
  const secondary = existingUser(request, secondaryId);
  if (secondary.user_id === primary.user_id)
    throw badRequest('A user cannot be linked to itself.', 'invalid_linking');
  const {
    identities,
    user_id: _id,
    app_metadata: _app,
    user_metadata: _user,
    created_at: _c,
    updated_at: _u,
    ...profileData
  } = secondary;
  const linked: Identity[] = identities.map((identity, index) =>
    index === 0 ? { ...identity, profileData } : identity,
  );
  const changed: User = {
    ...primary,
    identities: [...primary.identities, ...linked],
    updated_at: request.tenant.now().toISOString(),
  };
  request.tenant.store.transaction(() => {
    deleteUser(request.tenant, secondary.user_id);
    usersOf(request).put(primary.user_id, changed);
  });
  return created(changed.identities);
}

function unlinkIdentity(request: ApiRequest): Answer {
  const user = existingUser(request);
  const { provider, user_id: id } = request.params;
  const index = user.identities.findIndex(
    (identity) => identity.provider === provider && identity.user_id === id,
  );
  if (index < 1) throw badRequest('The identity is not linked, or is the primary one.', 'invalid_unlinking');
  const [unlinked] = user.identities.slice(index, index + 1);
  const identities = user.identities.filter((_identity, other) => other !== index);
  const now = request.tenant.now().toISOString();
  request.tenant.store.transaction(() => {
    usersOf(request).put(user.user_id, { ...user, identities, updated_at: now });
    if (unlinked === undefined) return;
    const { profileData, ...identity } = unlinked;
    const userId = `${unlinked.provider}|${unlinked.user_id}`;
    usersOf(request).put(userId, {
      ...profileData,
      user_id: userId,
      identities: [identity],
      created_at: now,
      updated_at: now,
    });
  });
  return ok(identities);
}
