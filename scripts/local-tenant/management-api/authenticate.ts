import type { Context } from 'hono';
import { decodeJwt } from 'jose';
import { baseUrl, issuer } from '../request-url';
import type { TenantContext } from '../tenant-context';
import { verifyJwt } from '../tokens';
import { ApiError } from './api-error';
import type { ApiRequest } from './operation';

/**
 * Who calls, from the bearer token: an RS256 access token that this tenant issued for the audience
 * `<base>/api/v2/`.
 *
 * @throws ApiError 401 with the messages that Auth0 uses: no token, not a token, expired, wrong signature,
 *   wrong audience
 */
export async function authenticate(tenant: TenantContext, c: Context): Promise<ApiRequest['caller']> {
  const header = c.req.header('authorization');
  if (header === undefined) throw unauthorized('Missing authentication');
  const [scheme, token] = header.split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined || token === '') {
    throw new ApiError(400, 'Bad HTTP authentication header format', 'Bearer');
  }
  try {
    const claims = await verifyJwt(tenant, token, {
      issuer: issuer(c),
      audience: managementAudience(baseUrl(c)),
    });
    const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
    const { sub = '' } = claims;
    return {
      clientId: String(claims.azp ?? sub),
      scopes,
      // Clients are `<client id>@clients`; only ids of users name a connection.
      ...(sub.includes('|') ? { userId: sub } : {}),
    };
  } catch (error) {
    throw unauthorized(reason(error, token));
  }
}

/** The identifier of the Management API as a resource server. */
export function managementAudience(base: string): string {
  return `${base}/api/v2/`;
}

/** @throws ApiError 403 where the token has none of the scopes */
export function requireScope(caller: ApiRequest['caller'], accepted: readonly string[]): void {
  if (accepted.length === 0 || accepted.some((scope) => caller.scopes.includes(scope))) return;
  throw new ApiError(403, `Insufficient scope, expected any of: ${accepted.join(',')}`, 'insufficient_scope');
}

/** A user's own token reaches that user alone. @throws ApiError 403 */
export function requireOwnUser(caller: ApiRequest['caller'], path: string, id: string | undefined): void {
  if (caller.userId === undefined || !path.startsWith('/users/:id') || id === caller.userId) return;
  throw new ApiError(
    403,
    'User to be acted on does not match subject in bearer token.',
    'insufficient_scope',
  );
}

function unauthorized(message: string): ApiError {
  return new ApiError(401, message, undefined, { 'www-authenticate': 'Bearer error="invalid_token"' });
}

function reason(error: unknown, token: string): string {
  const { code, claim } = error as { code?: string; claim?: string };
  if (code === 'ERR_JWT_EXPIRED') return 'Expired token received for JSON Web Token validation';
  if (code === 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED') {
    return 'Invalid signature received for JSON Web Token validation';
  }
  if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED') {
    const { iss, aud } = decodeJwt(token);
    return claim === 'iss' ? `Bad issuer: ${iss}` : `Bad audience: ${[aud].flat().join(', ')}`;
  }
  return 'Invalid token';
}
