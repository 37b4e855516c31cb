import { type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { TenantContext } from '../tenant-context';
import { signingKey, verificationKeys } from './signing-key';

/**
 * Signs a JWT with the tenant's RS256 key, or with a shared secret as HS256. The claims go out as given: the caller
 * sets `iss`, `iat` and `exp` (seconds). Header: `alg`, `typ: JWT`, and `kid` of the key, as Auth0 writes it.
 */
export async function signJwt(tenant: TenantContext, claims: JWTPayload, secret?: string): Promise<string> {
  if (secret !== undefined) {
    return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(Buffer.from(secret));
  }
  const key = await signingKey(tenant);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid })
    .sign(key.privateKey);
}

export interface Expected {
  /** Where absent, any issuer: the key proves that this tenant signed. */
  issuer?: string;
  /** At least one of these must be in `aud`. */
  audience?: string | string[];
  /** Then it must be signed with this secret, and with nothing else. */
  secret?: string;
}

/**
 * The claims of a JWT that this tenant signed and that has not expired.
 *
 * @throws jose's errors (`JWTExpired`, `JWSSignatureVerificationFailed`, …) where it is not one
 */
export async function verifyJwt(
  tenant: TenantContext,
  token: string,
  { secret, ...expected }: Expected = {},
): Promise<JWTPayload> {
  const options = { ...expected, currentDate: tenant.now() };
  if (secret !== undefined) {
    return (await jwtVerify(token, Buffer.from(secret), { ...options, algorithms: ['HS256'] })).payload;
  }
  const keys = await verificationKeys(tenant);
  const keyOf = (kid?: string) => (keys.find((key) => key.kid === kid) ?? keys[0]).publicKey;
  return (await jwtVerify(token, ({ kid }) => keyOf(kid), { ...options, algorithms: ['RS256'] })).payload;
}
