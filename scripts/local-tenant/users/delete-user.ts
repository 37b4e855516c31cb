import type { User } from '../store';
import type { TenantContext } from '../tenant-context';
import { forgetInvitation } from './verified-by-invitation';

interface Owned {
  id?: string;
  token_hash?: string;
}

/** Removes a user with their password, sessions and refresh tokens. False where there was none. */
export function deleteUser(tenant: TenantContext, userId: string): boolean {
  const { store } = tenant;
  return store.transaction(() => {
    if (!store.collection<User>('users').delete(userId)) return false;
    store.collection('credentials').delete(userId);
    forgetInvitation(tenant, userId);
    endSessions(tenant, userId);
    for (const member of store
      .collection<{ user_id?: string; organization_id?: string }>('organization-members')
      .list()) {
      if (member.user_id === userId) {
        store.collection('organization-members').delete(`${member.organization_id}:${userId}`);
      }
    }
    return true;
  });
}

/** Logs a user out everywhere and revokes their refresh tokens: after a password change, a block, a deletion. */
export function endSessions(tenant: TenantContext, userId: string): void {
  const { store } = tenant;
  const key = userId.toLowerCase();
  const sessions = store.collection<Owned>('sessions');
  for (const session of sessions.findBy('user_id', key)) sessions.delete(session.id ?? '');
  const tokens = store.collection<Owned>('refresh-tokens');
  for (const token of tokens.findBy('user_id', key)) tokens.delete(token.token_hash ?? '');
}
