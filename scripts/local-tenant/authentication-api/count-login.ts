import type { Context } from 'hono';
import { clientIp } from '../request-url';
import type { User } from '../store';
import type { TenantContext } from '../tenant-context';
import { updateUser } from '../users';

/** Denied logins count too: `stats.logins_count` is 1 at somebody's first attempt, whatever becomes of it. */
export function countLogin(tenant: TenantContext, c: Context, user: User): User {
  const now = tenant.now().toISOString();
  const counted = updateUser(tenant, user.user_id, (stored) => ({
    logins_count: (stored.logins_count ?? 0) + 1,
    last_login: now,
    updated_at: now,
    last_ip: clientIp(c),
  }));
  return counted ?? user;
}
