import type { JsonObject, Organization } from '../store';
import type { TenantContext } from '../tenant-context';
import { findConnection, findUserByEmail } from '../users';
import { DATABASE_CONNECTION } from './connections';

/** The organization whose help desk the sample app shows. */
export const HELP_DESK_ORGANIZATION = 'org_gatehouseacme000';
/** Whoever has this role in the organization may use the help desk. */
export const HELP_DESK_ROLE = 'Help desk';

const ROLE_ID = 'rol_gatehousehelpdsk';

/** Two organizations, so that the help desk of one can be seen to keep its hands off the other. */
const ORGANIZATIONS = [
  {
    organization: { id: HELP_DESK_ORGANIZATION, name: 'acme', display_name: 'Acme' },
    members: [
      { email: 'ada@example.com', roles: [ROLE_ID] },
      { email: 'stella@example.com', roles: [] },
    ],
  },
  {
    organization: { id: 'org_gatehouseglobex0', name: 'globex', display_name: 'Globex' },
    members: [{ email: 'uri@example.com', roles: [] }],
  },
];

/** Puts the organizations, their members and the help-desk role in place where they are missing. */
export function seedOrganizations(tenant: TenantContext): void {
  const { store } = tenant;
  const organizations = store.collection<Organization>('organizations');
  const connection = findConnection(tenant, DATABASE_CONNECTION);
  if (store.collection('roles').get(ROLE_ID) === undefined) {
    store.collection('roles').put(ROLE_ID, {
      id: ROLE_ID,
      name: HELP_DESK_ROLE,
      description: 'Manages the people of an organization',
      type: 'tenant',
    });
  }
  for (const { organization, members } of ORGANIZATIONS) {
    if (organizations.get(organization.id) !== undefined) continue;
    organizations.put(organization.id, organization);
    if (connection !== undefined) {
      store.collection<JsonObject>('organization-connections').put(organization.id, {
        items: [{ connection_id: connection.id, assign_membership_on_login: false }],
      });
    }
    for (const { email, roles } of members) {
      const user = findUserByEmail(tenant, email, DATABASE_CONNECTION);
      if (user === undefined) continue;
      store.collection('organization-members').put(`${organization.id}:${user.user_id}`, {
        organization_id: organization.id,
        user_id: user.user_id,
        roles,
      });
    }
  }
}
