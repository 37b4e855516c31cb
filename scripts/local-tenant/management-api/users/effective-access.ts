import type { JsonObject } from '../../store';
import { type ApiRequest, isObject, type Operation, ok } from '../operation';
import { checkpointPage } from '../paging';
import { existingUser } from './user-operations';

/** What a user may do in the end: what was assigned, and what comes with the roles. The local tenant has no groups. */
export const EFFECTIVE_ACCESS_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/users/:id/effective-roles',
    scopes: ['read:user_effective_roles'],
    handle: (request) => ok(checkpointPage(rolesOf(request), request.query, 'roles')),
  },
  {
    method: 'GET',
    path: '/users/:id/effective-permissions',
    scopes: ['read:user_effective_permissions'],
    handle(request) {
      const { resource_server_identifier: api } = request.query;
      const permissions = permissionsOf(request).filter(
        (permission) => api === undefined || permission.resource_server_identifier === api,
      );
      return ok(checkpointPage(permissions, request.query, 'permissions'));
    },
  },
];

function itemsOf(request: ApiRequest, collection: string, id: string, key: string): unknown[] {
  const items = request.tenant.store.collection(collection).get(id)?.[key];
  return Array.isArray(items) ? items : [];
}

function rolesOf(request: ApiRequest): JsonObject[] {
  const roles = request.tenant.store.collection('roles');
  return itemsOf(request, 'user-roles', existingUser(request).user_id, 'items')
    .map((id) => roles.get(String(id)))
    .filter(isObject);
}

function permissionsOf(request: ApiRequest): JsonObject[] {
  const direct = itemsOf(request, 'user-permissions', existingUser(request).user_id, 'items');
  const byRole = rolesOf(request).flatMap(({ id }) =>
    itemsOf(request, 'role-permissions', String(id), 'permissions'),
  );
  const named = [...direct, ...byRole]
    .filter(isObject)
    .map(({ permission_name, resource_server_identifier }) => ({
      permission_name,
      resource_server_identifier,
    }));
  return [...new Map(named.map((permission) => [JSON.stringify(permission), permission])).values()];
}
