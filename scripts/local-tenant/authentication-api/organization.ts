import type { Client, Connection, JsonObject, Organization, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { invalidRequest, OAuthError } from './oauth-error';

interface EnabledConnection extends JsonObject {
  connection_id: string;
  assign_membership_on_login?: boolean;
}

/**
 * The organization that a request names, by id or (where the tenant allows it) by name.
 *
 * @throws OAuthError `invalid_request` where the client must not, must, or does not rightly name one
 */
export function requestedOrganization(
  tenant: TenantContext,
  client: Client,
  named: string | undefined,
): Organization | undefined {
  const usage = client.organization_usage ?? 'deny';
  if (named === undefined) {
    if (usage === 'require') throw invalidRequest('parameter organization is required for this client');
    return undefined;
  }
  if (usage === 'deny') throw invalidRequest('parameter organization is not allowed for this client');
  const organizations = tenant.store.collection<Organization>('organizations');
  const byName = () => organizations.findBy('name', named.toLowerCase())[0];
  const found = organizations.get(named) ?? (namesAllowed(tenant) ? byName() : undefined);
  if (found === undefined) throw invalidRequest('parameter organization is invalid');
  return found;
}

/**
 * Lets members in; makes somebody a member where the organization's connection does so at login.
 *
 * @throws OAuthError `access_denied` for everybody else
 */
export function requireMembership(
  tenant: TenantContext,
  organization: Organization,
  user: User,
  connection: Connection,
): void {
  const members = tenant.store.collection('organization-members');
  const id = `${organization.id}:${user.user_id}`;
  if (members.get(id) !== undefined) return;
  const enabled = enabledConnections(tenant, organization).find(
    (entry) => entry.connection_id === connection.id,
  );
  if (enabled?.assign_membership_on_login === true) {
    members.put(id, { organization_id: organization.id, user_id: user.user_id });
    return;
  }
  throw new OAuthError(
    403,
    'access_denied',
    `user ${user.user_id} is not part of the ${organization.id} organization`,
  );
}

function enabledConnections(tenant: TenantContext, organization: Organization): EnabledConnection[] {
  const separate = tenant.store
    .collection<EnabledConnection & { organization_id?: string }>('organization-connections')
    .list()
    .filter((entry) => entry.organization_id === organization.id);
  const inline = organization.enabled_connections;
  return [...separate, ...(Array.isArray(inline) ? (inline as EnabledConnection[]) : [])];
}

function namesAllowed(tenant: TenantContext): boolean {
  const settings = tenant.store.collection<JsonObject>('singletons').get('tenant-settings');
  return settings?.allow_organization_name_in_authentication_api === true;
}
