import { badRequest, notFound } from '../api-error';
import { type ApiRequest, bodyObject, created, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import { describePermission } from '../organizations/roles';
import { classicPage } from '../paging';
import { existingUser } from './user-operations';

/** What hangs on a user: roles, permissions, organizations, logs. */
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
    method: 'DELETE',
    path: '/grants',
    scopes: ['delete:grants'],
    handle(request) {
      const { user_id: userId } = request.query;
      if (userId === undefined) {
        throw badRequest(
          "Query validation error: 'Missing required property: user_id'.",
          'invalid_query_string',
        );
      }
      const grants = request.tenant.store.collection('grants');
      for (const grant of grants.list()) if (grant.user_id === userId) grants.delete(String(grant.id));
      return NO_CONTENT;
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
];

/** Given to the user, not through a role. (recordings of go-auth0: TestUserManager_Permissions) */
const DIRECT = { source_id: '', source_name: '', source_type: 'DIRECT' };

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
            : stored(request)
                .filter(isObject)
                .map((permission) => ({ ...describePermission(request, permission), sources: [DIRECT] }));
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
