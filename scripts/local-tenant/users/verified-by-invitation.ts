import type { JsonObject, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { updateUser } from './patch-user';

/** Whoever accepts an invitation has shown that its address is theirs. (organizations/configure-organizations/invite-members) */
export function verifyByInvitation(tenant: TenantContext, user: User): User | undefined {
  collectionOf(tenant).put(user.user_id, { user_id: user.user_id });
  return updateUser(tenant, user.user_id, () => ({ email_verified: true }));
}

/** Whether the address stays verified although the provider, at a later login, does not say that it is. */
export function staysVerified(tenant: TenantContext, stored: User, attributes: JsonObject): boolean {
  return (
    stored.email_verified === true &&
    stored.email === attributes.email &&
    collectionOf(tenant).get(stored.user_id) !== undefined
  );
}

export function forgetInvitation(tenant: TenantContext, userId: string): void {
  collectionOf(tenant).delete(userId);
}

function collectionOf(tenant: TenantContext) {
  return tenant.store.collection<{ user_id: string }>('verified-by-invitation');
}
