import type { Context } from 'hono';
import type { JWTPayload } from 'jose';
import { issuer } from '../request-url';
import type { JsonObject } from '../store';
import type { TenantContext } from '../tenant-context';
import { openToken, verifyJwt } from '../tokens';
import { findUser } from '../users';
import { OAuthError } from './oauth-error';
import { readBody, textOf } from './request-body';
import { standardClaims } from './standard-claims';

/** `/userinfo`: with any access token of this tenant that has `openid` in its scope. */
export async function userinfo(tenant: TenantContext, c: Context): Promise<Response> {
  c.header('cache-control', 'no-store');
  const claims = await readToken(tenant, c);
  const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
  const user = claims.sub === undefined ? undefined : findUser(tenant, claims.sub);
  if (user === undefined || !scopes.includes('openid')) throw unauthorized(c);
  return c.json({
    sub: user.user_id,
    ...standardClaims(user, scopes),
    ...customClaims(claims),
    ...(claims.org_id === undefined ? {} : { org_id: claims.org_id }),
  });
}

async function readToken(tenant: TenantContext, c: Context): Promise<JWTPayload> {
  const token = await sentToken(c);
  if (token === undefined) throw unauthorized(c);
  const expected = { issuer: issuer(c), audience: `${issuer(c)}userinfo` };
  try {
    // A sealed token has five parts, a signed one three.
    if (token.split('.').length === 5) return await openToken(tenant, token);
    return await verifyJwt(tenant, token, expected);
  } catch {
    throw unauthorized(c);
  }
}

/** In the header, the body or the query (RFC 6750, sections 2.1 to 2.3): passport-auth0 asks with the query. */
async function sentToken(c: Context): Promise<string | undefined> {
  const header = c.req.header('authorization');
  if (header !== undefined) return /^Bearer ([A-Za-z0-9._~+/=-]+)$/i.exec(header)?.[1];
  const body = c.req.method === 'POST' ? await readBody(c) : {};
  return textOf(body, 'access_token') ?? c.req.query('access_token');
}

/** Claims that Actions set show here as well (past-migrations/custom-claims-migration). */
function customClaims(claims: JWTPayload): JsonObject {
  const fromIdToken = claims.id_token_claims;
  if (typeof fromIdToken === 'object' && fromIdToken !== null) return fromIdToken as JsonObject;
  return Object.fromEntries(Object.entries(claims).filter(([name]) => name.includes('://')));
}

function unauthorized(c: Context): OAuthError {
  c.header('www-authenticate', 'Bearer realm="Users", error="invalid_token"');
  return new OAuthError(401, 'invalid_token', 'Unauthorized');
}
