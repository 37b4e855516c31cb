import type { Client, Connection, JsonObject, Organization, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { verifyByInvitation } from '../users';
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
  return findOrganization(tenant, named);
}

/** By id or, where the tenant allows it, by name. @throws OAuthError `invalid_request` where there is none */
export function findOrganization(tenant: TenantContext, named: string): Organization {
  const organizations = tenant.store.collection<Organization>('organizations');
  const byName = () => organizations.findBy('name', named.toLowerCase())[0];
  const found = organizations.get(named) ?? (namesAllowed(tenant) ? byName() : undefined);
  if (found === undefined) throw invalidRequest('parameter organization is invalid');
  return found;
}

interface Invitation extends JsonObject {
  id: string;
  organization_id: string;
  ticket_id: string;
  expires_at: string;
  invitee?: { email?: string };
  roles?: string[];
}

/**
 * Takes an invitation up: whoever has its address becomes a member with the roles it names, and the address counts
 * as verified. It works once. (manage-users/organizations/configure-organizations/invite-members)
 *
 * @throws OAuthError where it is unknown, expired, or somebody else's
 */
export function acceptInvitation(
  tenant: TenantContext,
  organization: Organization,
  ticket: string,
  user: User,
): User {
  const invitations = tenant.store.collection<Invitation>('organization-invitations');
  const invitation = invitations
    .list()
    .find((entry) => entry.ticket_id === ticket && entry.organization_id === organization.id);
  const isMember =
    tenant.store.collection('organization-members').get(`${organization.id}:${user.user_id}`) !== undefined;
  if (invitation === undefined && isMember) return user;
  if (invitation === undefined || tenant.now().getTime() >= Date.parse(invitation.expires_at)) {
    throw invalidRequest('invitation not found or already used');
  }
  if (invitation.invitee?.email?.toLowerCase() !== user.email) {
    throw new OAuthError(403, 'access_denied', 'the invitation was sent to another address');
  }
  return tenant.store.transaction(() => {
    tenant.store.collection('organization-members').put(`${organization.id}:${user.user_id}`, {
      organization_id: organization.id,
      user_id: user.user_id,
      ...(invitation.roles === undefined ? {} : { roles: invitation.roles }),
    });
    invitations.delete(invitation.id);
    return verifyByInvitation(tenant, user) ?? user;
  });
}

/** The address that an invitation was sent to, for the page's first field. */
export function invitedAddress(tenant: TenantContext, ticket: string | undefined): string | undefined {
  if (ticket === undefined) return undefined;
  const invitations = tenant.store.collection<Invitation>('organization-invitations').list();
  return invitations.find((entry) => entry.ticket_id === ticket)?.invitee?.email;
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
  const stored = tenant.store
    .collection<{ items?: EnabledConnection[] }>('organization-connections')
    .get(organization.id);
  return stored?.items ?? [];
}

function namesAllowed(tenant: TenantContext): boolean {
  const settings = tenant.store.collection<JsonObject>('singletons').get('tenant-settings');
  return settings?.allow_organization_name_in_authentication_api === true;
}
