import { createHash, timingSafeEqual } from 'node:crypto';
import type { TenantContext } from '../tenant-context';
import { keepNewest } from '../tenant-log';
import { hashToken, randomToken } from '../tokens';
import type { Grant } from './grant';
import { invalidGrant, OAuthError } from './oauth-error';
import { revokeTokensOf } from './refresh-tokens';

/** Auth0's codes live for ten minutes; they work once. */
const CODE_SECONDS = 600;
const KEPT_CODES = 5_000;

export interface AuthorizationCode {
  hash: string;
  expires_at: string;
  redirect_uri: string;
  /** Whether the authorization request named the callback: then the exchange has to name it too. */
  redirect_uri_was_given: boolean;
  /** Kept until newer codes push it out, so that a second use is noticed. */
  spent_at?: string;
  code_challenge?: string;
  code_challenge_method?: 'S256' | 'plain';
  grant: Grant;
}

export function createCode(
  tenant: TenantContext,
  code: Omit<AuthorizationCode, 'hash' | 'expires_at'>,
): string {
  const value = randomToken();
  const stored: AuthorizationCode = {
    ...code,
    hash: hashToken(value),
    expires_at: new Date(tenant.now().getTime() + CODE_SECONDS * 1000).toISOString(),
  };
  const codes = collectionOf(tenant);
  codes.put(stored.hash, stored);
  keepNewest(tenant.store, 'codes', codes, KEPT_CODES, (old) => old.hash);
  return value;
}

export interface Exchange {
  code: string;
  clientId: string;
  isPublicClient: boolean;
  redirectUri?: string;
  verifier?: string;
}

/**
 * Spends a code, whatever the result, and checks that whoever brings it is who it was made for. A second use ends
 * the refresh tokens of the first: nobody can tell which of the two is the thief (RFC 6749, section 4.1.2).
 *
 * @throws OAuthError with Auth0's words
 */
export function redeemCode(tenant: TenantContext, exchange: Exchange): Grant {
  const hash = hashToken(exchange.code);
  const code = collectionOf(tenant).get(hash);
  if (code === undefined) throw invalidGrant('Invalid authorization code');
  if (code.spent_at !== undefined) {
    const { user_id, login_id, client_id } = code.grant;
    if (client_id === exchange.clientId) revokeTokensOf(tenant, user_id, { login_id });
    throw invalidGrant('Invalid authorization code');
  }
  const now = tenant.now();
  collectionOf(tenant).put(hash, { ...code, spent_at: now.toISOString() });
  if (now.getTime() >= Date.parse(code.expires_at)) throw invalidGrant('Invalid authorization code');
  if (code.grant.client_id !== exchange.clientId) throw invalidGrant('Invalid authorization code');
  const mayBeAbsent = !code.redirect_uri_was_given && exchange.redirectUri === undefined;
  if (!mayBeAbsent && exchange.redirectUri !== code.redirect_uri) {
    throw new OAuthError(
      403,
      'unauthorized_client',
      'The redirect URI is wrong. It is not the one that the authorization request had.',
    );
  }
  checkVerifier(code, exchange);
  return code.grant;
}

/** A verifier without a challenge is a downgrade: somebody took the challenge out of the authorization request. */
function checkVerifier(code: AuthorizationCode, { verifier, isPublicClient }: Exchange): void {
  if (code.code_challenge === undefined) {
    if (verifier !== undefined) throw invalidGrant('Failed to verify code verifier');
    if (isPublicClient) throw new OAuthError(401, 'access_denied', 'Unauthorized');
    return;
  }
  if (verifier === undefined) throw invalidGrant('Missing code verifier');
  const actual =
    code.code_challenge_method === 'S256'
      ? createHash('sha256').update(verifier).digest('base64url')
      : verifier;
  const [a, b] = [Buffer.from(actual), Buffer.from(code.code_challenge)];
  if (a.length !== b.length || !timingSafeEqual(a, b)) throw invalidGrant('Failed to verify code verifier');
}

function collectionOf(tenant: TenantContext) {
  return tenant.store.collection<AuthorizationCode>('codes');
}
