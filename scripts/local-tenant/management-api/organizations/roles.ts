import type { JsonObject } from '../../store';
import { notFound } from '../api-error';
import { prefixedId } from '../identifiers';
import { type ApiRequest, bodyObject, created, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import { classicPage } from '../paging';
import { union } from '../resources/documents';
import type { Resource } from '../resources/resource';
import { find, resourceOperations } from '../resources/resource-operations';

const ROLES: Resource = {
  path: '/roles',
  key: 'roles',
  paging: 'classic',
  newId: prefixedId('rol_'),
  scope: 'roles',
  createStatus: 200,
  defaults: () => ({ type: 'tenant' }),
  filters: { type: 'type' },
  visible: (role, { query }) =>
    query.name_filter === undefined ||
    String(role.name).toLowerCase().includes(query.name_filter.toLowerCase()),
  deleted: () => ok({}),
  unique: { properties: ['name'], errorCode: 'role_conflict', message: 'The role name is already in use.' },
  notFound: { message: 'Not found', errorCode: 'inexistent_role' },
};

interface Permission extends JsonObject {
  resource_server_identifier: string;
  permission_name: string;
}

export const ROLE_OPERATIONS: readonly Operation[] = [
  ...resourceOperations(ROLES),
  {
    method: 'GET',
    path: '/roles/:id/permissions',
    scopes: ['read:roles'],
    handle(request) {
      const permissions = permissionsOf(request, roleId(request)).map((permission) =>
        describePermission(request, permission),
      );
      return ok(classicPage(permissions, request.query, 'permissions'));
    },
    restore({ tenant, params }, answer) {
      if (!isObject(answer) || !Array.isArray(answer.permissions)) return;
      const collection = tenant.store.collection('role-permissions');
      const id = params.id ?? '';
      const permissions = union(collection.get(id)?.permissions, answer.permissions);
      collection.put(id, { permissions });
    },
  },
  {
    method: 'POST',
    path: '/roles/:id/permissions',
    scopes: ['update:roles'],
    handle(request) {
      const added = givenPermissions(request);
      const kept = permissionsOf(request, roleId(request)).filter(
        (old) => !added.some((one) => same(one, old)),
      );
      putPermissions(request, [...kept, ...added]);
      return created({});
    },
  },
  {
    method: 'DELETE',
    path: '/roles/:id/permissions',
    scopes: ['update:roles'],
    handle(request) {
      const removed = givenPermissions(request);
      const kept = permissionsOf(request, roleId(request)).filter(
        (old) => !removed.some((one) => same(one, old)),
      );
      putPermissions(request, kept);
      return NO_CONTENT;
    },
  },
  {
    method: 'GET',
    path: '/roles/:id/users',
    scopes: ['read:role_members'],
    handle(request) {
      const id = roleId(request);
      const users = request.tenant.store.collection('users');
      const members = users
        .list()
        .filter(({ user_id: userId }) => rolesOf(request, String(userId)).includes(id))
        .map(({ user_id, email, name, picture }) => ({ user_id, email, name, picture }));
      return ok(classicPage(members, request.query, 'users'));
    },
  },
  {
    method: 'POST',
    path: '/roles/:id/users',
    scopes: ['create:role_members'],
    handle(request) {
      const id = roleId(request);
      const { users } = bodyObject(request);
      for (const userId of Array.isArray(users) ? users.map(String) : []) {
        if (request.tenant.store.collection('users').get(userId) === undefined) {
          throw notFound('The user does not exist.', 'inexistent_user');
        }
        const items = [...new Set([...rolesOf(request, userId), id])];
        request.tenant.store.collection('user-roles').put(userId, { items });
      }
      return ok({});
    },
  },
];

/** As /users/:id/roles keeps them. */
function rolesOf(request: ApiRequest, userId: string): string[] {
  const items = request.tenant.store.collection('user-roles').get(userId)?.items;
  return Array.isArray(items) ? items.map(String) : [];
}

function roleId(request: ApiRequest): string {
  return String(find(ROLES, request).id);
}

function permissionsOf(request: ApiRequest, id: string): Permission[] {
  const stored = request.tenant.store.collection('role-permissions').get(id)?.permissions;
  return Array.isArray(stored) ? (stored as Permission[]) : [];
}

function putPermissions(request: ApiRequest, permissions: Permission[]): void {
  request.tenant.store.collection('role-permissions').put(roleId(request), { permissions });
}

function givenPermissions(request: ApiRequest): Permission[] {
  const { permissions } = bodyObject(request);
  return Array.isArray(permissions) ? (permissions.filter(isObject) as Permission[]) : [];
}

function same(a: Permission, b: Permission): boolean {
  return (
    a.permission_name === b.permission_name && a.resource_server_identifier === b.resource_server_identifier
  );
}

/** Adds what the API knows of the resource server. */
/** A permission with the texts of its API. */
export function describePermission(request: ApiRequest, permission: JsonObject): JsonObject {
  const server = request.tenant.store
    .collection('resource-servers')
    .list()
    .find(({ identifier }) => identifier === permission.resource_server_identifier);
  const scopes = Array.isArray(server?.scopes) ? server.scopes.filter(isObject) : [];
  return {
    ...permission,
    description: scopes.find(({ value }) => value === permission.permission_name)?.description ?? '',
    resource_server_name: server?.name ?? permission.resource_server_identifier,
  };
}
