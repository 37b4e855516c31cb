import type { JsonObject, Organization } from '../store';
import type { TenantContext } from '../tenant-context';

export interface Role extends JsonObject {
  id: string;
  name: string;
}

interface Permission {
  permission_name: string;
  resource_server_identifier: string;
}

/** The roles that the Management API has assigned to a user, inside an organization or outside. */
export function rolesOf(
  tenant: TenantContext,
  userId: string,
  organization: Organization | undefined,
): Role[] {
  const assigned =
    organization === undefined
      ? tenant.store.collection<{ items?: string[] }>('user-roles').get(userId)?.items
      : tenant.store
          .collection<{ roles?: string[] }>('organization-members')
          .get(`${organization.id}:${userId}`)?.roles;
  const roles = tenant.store.collection<Role>('roles');
  return (assigned ?? []).flatMap((id) => roles.get(id) ?? []);
}

/** What a user may do at an API: assigned directly, and by the roles that count in this login. */
export function permissionsOf(
  tenant: TenantContext,
  userId: string,
  organization: Organization | undefined,
  audience: string,
): string[] {
  const direct = tenant.store.collection<{ items?: Permission[] }>('user-permissions').get(userId)?.items;
  const byRole = tenant.store.collection<{ permissions?: Permission[] }>('role-permissions');
  const all = [
    ...(direct ?? []),
    ...rolesOf(tenant, userId, organization).flatMap(({ id }) => byRole.get(id)?.permissions ?? []),
  ];
  const here = all.filter(({ resource_server_identifier: api }) => api === audience);
  return [...new Set(here.map((permission) => permission.permission_name))];
}
