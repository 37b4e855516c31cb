import { randomUUID } from 'node:crypto';
import type { Client, JsonObject } from '../store';
import type { TenantContext } from '../tenant-context';
import { keepNewest } from '../tenant-log';
import { hashToken, randomToken } from '../tokens';
import type { Grant } from './grant';
import { invalidGrant } from './oauth-error';

const KEPT_TOKENS = 10_000;
const DEFAULT_LIFETIME = 2_592_000;
const DEFAULT_IDLE_LIFETIME = 1_296_000;

export interface RefreshToken {
  id: string;
  token_hash: string;
  /** All tokens that grew from one login by rotation. */
  family_id: string;
  counter: number;
  client_id: string;
  user_id: string;
  /** Granted scopes, as the Management API shows them. */
  scope: string;
  created_at: string;
  expires_at?: string;
  idle_expires_at?: string;
  /** Set when rotation replaced it; coming back later than the leeway it is a stolen one. */
  rotated_at?: string;
  grant: Grant;
  metadata: JsonObject;
}

interface Settings {
  rotation_type?: 'rotating' | 'non-rotating';
  expiration_type?: 'expiring' | 'non-expiring';
  leeway?: number;
  token_lifetime?: number;
  idle_token_lifetime?: number;
  infinite_token_lifetime?: boolean;
  infinite_idle_token_lifetime?: boolean;
}

export function createRefreshToken(
  tenant: TenantContext,
  client: Client,
  grant: Grant,
  former?: RefreshToken,
): string {
  const value = `v1.${randomToken()}`;
  const now = tenant.now();
  const settings = settingsOf(client);
  const expires = settings.expiration_type !== 'non-expiring';
  const idle = expires && settings.infinite_idle_token_lifetime !== true;
  const token: RefreshToken = {
    id: former?.id ?? randomUUID(),
    token_hash: hashToken(value),
    family_id: former?.family_id ?? randomUUID(),
    counter: (former?.counter ?? 0) + 1,
    client_id: client.client_id,
    user_id: grant.user_id,
    scope: grant.scope.join(' '),
    created_at: former?.created_at ?? now.toISOString(),
    grant,
    metadata: former?.metadata ?? {},
  };
  if (former?.expires_at !== undefined) token.expires_at = former.expires_at;
  else if (expires && settings.infinite_token_lifetime !== true) {
    token.expires_at = secondsFrom(now, settings.token_lifetime ?? DEFAULT_LIFETIME);
  }
  if (idle) token.idle_expires_at = secondsFrom(now, settings.idle_token_lifetime ?? DEFAULT_IDLE_LIFETIME);
  const tokens = collectionOf(tenant);
  tokens.put(token.token_hash, token);
  keepNewest(tenant.store, 'refresh-tokens', tokens, KEPT_TOKENS, (old) => old.token_hash);
  return value;
}

/**
 * The token that a client brings. One that was rotated away before ends its whole family: either the thief or
 * the owner is coming second, and nobody can tell which.
 *
 * @throws OAuthError `invalid_grant`
 */
export function presentRefreshToken(tenant: TenantContext, client: Client, value: string): RefreshToken {
  const token = collectionOf(tenant).get(hashToken(value));
  if (token === undefined || token.client_id !== client.client_id) throw unknownToken();
  const now = tenant.now().getTime();
  if (token.rotated_at !== undefined) {
    const leeway = (settingsOf(client).leeway ?? 0) * 1000;
    if (now >= Date.parse(token.rotated_at) + leeway) {
      revokeFamily(tenant, token);
      throw unknownToken();
    }
  }
  for (const limit of [token.expires_at, token.idle_expires_at]) {
    if (limit !== undefined && now >= Date.parse(limit)) throw unknownToken();
  }
  return token;
}

/**
 * The token for the next time: a new one with rotation, the same otherwise. Looks again, because the Actions took
 * their time: meanwhile the token may have been revoked, or used by somebody else.
 *
 * @throws OAuthError `invalid_grant`
 */
export function rotateRefreshToken(
  tenant: TenantContext,
  client: Client,
  token: RefreshToken,
  value: string,
  grant: Grant,
): string | undefined {
  presentRefreshToken(tenant, client, value);
  if (!isRotating(client)) {
    const idle = settingsOf(client).idle_token_lifetime ?? DEFAULT_IDLE_LIFETIME;
    const kept: RefreshToken = { ...token };
    if (token.idle_expires_at !== undefined) kept.idle_expires_at = secondsFrom(tenant.now(), idle);
    collectionOf(tenant).put(token.token_hash, kept);
    return undefined;
  }
  const next = createRefreshToken(tenant, client, grant, token);
  collectionOf(tenant).put(hashToken(value), { ...token, rotated_at: tenant.now().toISOString() });
  return next;
}

/** Keeps what Actions changed, unless the token was revoked while they ran. */
export function saveRefreshToken(
  tenant: TenantContext,
  token: RefreshToken,
  changes: Partial<RefreshToken>,
): RefreshToken {
  const stored = collectionOf(tenant).get(token.token_hash);
  if (stored === undefined) return token;
  const changed = { ...stored, ...changes };
  collectionOf(tenant).put(token.token_hash, changed);
  return changed;
}

export function findRefreshToken(tenant: TenantContext, value: string): RefreshToken | undefined {
  return collectionOf(tenant).get(hashToken(value));
}

export function revokeFamily(tenant: TenantContext, token: RefreshToken): void {
  tenant.store.transaction(() => {
    const tokens = collectionOf(tenant);
    for (const relative of tokens.findBy('family_id', token.family_id)) tokens.delete(relative.token_hash);
  });
}

/** Ends those of a user's refresh tokens that were granted so: in one session, or for one code. */
export function revokeTokensOf(
  tenant: TenantContext,
  userId: string,
  origin: Pick<Grant, 'session_id'> | Pick<Grant, 'login_id'>,
): void {
  const granted = Object.entries(origin);
  tenant.store.transaction(() => {
    for (const token of collectionOf(tenant).findBy('user_id', userId.toLowerCase())) {
      const grant = new Map(Object.entries(token.grant));
      if (token.user_id === userId && granted.every(([name, value]) => grant.get(name) === value)) {
        collectionOf(tenant).delete(token.token_hash);
      }
    }
  });
}

/** Whether each use replaces the client's refresh tokens. */
export function isRotating(client: Client): boolean {
  return settingsOf(client).rotation_type === 'rotating';
}

function settingsOf(client: Client): Settings {
  return (client.refresh_token ?? {}) as Settings;
}

function unknownToken() {
  return invalidGrant('Unknown or invalid refresh token.');
}

function secondsFrom(date: Date, seconds: number): string {
  return new Date(date.getTime() + seconds * 1000).toISOString();
}

function collectionOf(tenant: TenantContext) {
  return tenant.store.collection<RefreshToken>('refresh-tokens');
}
