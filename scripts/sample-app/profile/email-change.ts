import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { domainOf } from '../../../actions/policy/domain';
import type { ProfileUser } from './user';

/** Root key of app_metadata that holds the change until the new address has proved itself. */
export const EMAIL_CHANGE_KEY = 'sample_app_email_change';

const LIFETIME = 60 * 60 * 1000;
const BETWEEN_MAILS = 60 * 1000;

export interface PendingChange {
  to: string;
  /** SHA-256 of the token in the link: whoever reads the profile cannot follow the link. */
  token_sha256: string;
  expires_at: string;
}

/** A change as it is stored, and the token that only the new mailbox gets. */
export function requestChange(to: string, now: Date): { pending: PendingChange; token: string } {
  const token = randomBytes(32).toString('base64url');
  const expires_at = new Date(now.getTime() + LIFETIME).toISOString();
  return { pending: { to, token_sha256: hash(token), expires_at }, token };
}

/** The change that waits for its link, unless it has run out. */
export function pendingChange(user: ProfileUser, now: Date): PendingChange | undefined {
  const stored = user.app_metadata?.[EMAIL_CHANGE_KEY] as Partial<PendingChange> | undefined;
  if (typeof stored?.to !== 'string' || typeof stored.token_sha256 !== 'string') return undefined;
  const expires_at = String(stored.expires_at);
  return Date.parse(expires_at) > now.getTime()
    ? { to: stored.to, token_sha256: stored.token_sha256, expires_at }
    : undefined;
}

/** Whether a mail went out so short a while ago that the next one has to wait. */
export function isTooSoon(pending: PendingChange | undefined, now: Date): boolean {
  return pending !== undefined && Date.parse(pending.expires_at) - LIFETIME + BETWEEN_MAILS > now.getTime();
}

export function provesChange(pending: PendingChange, token: string): boolean {
  return timingSafeEqual(Buffer.from(hash(token)), Buffer.from(pending.token_sha256.padEnd(64).slice(0, 64)));
}

/** An address that can be written to; undefined for anything else. */
export function normalizedAddress(given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined;
  const address = given.trim().toLowerCase();
  const [local = ''] = address.split('@');
  return address.length <= 254 && local.length <= 64 && domainOf(address)?.includes('.')
    ? address
    : undefined;
}

const hash = (token: string) => createHash('sha256').update(token).digest('hex');
