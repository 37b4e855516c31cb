import type { Connection, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { keepNewest } from '../tenant-log';

interface Settings {
  enabled?: boolean;
  shields?: string[];
  mode?: 'count_per_identifier' | 'count_per_identifier_and_ip';
  max_attempts?: number;
  allowlist?: string[];
}

/** As the Management API's /user-blocks shows it. */
interface UserBlocks {
  blocked_for: { identifier: string; ip?: string; connection: string }[];
}

const DEFAULT_ATTEMPTS = 10;
const KEPT_COUNTERS = 1_000;

/**
 * Brute-force protection: after ten wrong passwords from one address a user cannot log in from there until
 * somebody unblocks them or they choose a new password. (secure/attack-protection/brute-force-protection)
 */
export function isLockedOut(tenant: TenantContext, user: User, ip: string): boolean {
  const blocks = tenant.store.collection<UserBlocks>('user-blocks').get(user.user_id)?.blocked_for ?? [];
  return blocks.some((block) => block.ip === undefined || block.ip === ip);
}

/** @returns true where this failure was one too many */
export function countFailure(tenant: TenantContext, user: User, connection: Connection, ip: string): boolean {
  const settings = settingsOf(tenant);
  const isOff = settings.enabled === false || settings.shields?.includes('block') === false;
  if (isOff || settings.allowlist?.includes(ip) === true) return false;
  const perIp = settings.mode !== 'count_per_identifier';
  const counters = countersOf(tenant);
  const id = counterId(user, perIp ? ip : '*');
  const count = (counters.get(id)?.count ?? 0) + 1;
  if (count < (settings.max_attempts ?? DEFAULT_ATTEMPTS)) {
    counters.put(id, { id, count });
    keepNewest(tenant.store, 'failed-logins', counters, KEPT_COUNTERS, (old) => old.id);
    return false;
  }
  counters.delete(id);
  const blocks = tenant.store.collection<UserBlocks>('user-blocks');
  const block = {
    identifier: user.email ?? user.username ?? user.user_id,
    connection: connection.name,
    ...(perIp ? { ip } : {}),
  };
  blocks.put(user.user_id, { blocked_for: [...(blocks.get(user.user_id)?.blocked_for ?? []), block] });
  return true;
}

/** After a right password. */
export function forgetFailures(tenant: TenantContext, user: User, ip: string): void {
  const counters = countersOf(tenant);
  for (const id of [counterId(user, ip), counterId(user, '*')]) {
    if (counters.get(id) !== undefined) counters.delete(id);
  }
}

/** After a new password was chosen: the counters and every block go. */
export function liftBlocks(tenant: TenantContext, user: User): void {
  tenant.store.collection('user-blocks').delete(user.user_id);
}

function counterId(user: User, ip: string): string {
  return `${user.user_id} ${ip}`;
}

function countersOf(tenant: TenantContext) {
  return tenant.store.collection<{ id: string; count: number }>('failed-logins');
}

function settingsOf(tenant: TenantContext): Settings {
  return tenant.store.collection<Settings>('singletons').get('brute-force-protection') ?? {};
}
