import { type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { TenantContext } from '../tenant-context';
import { signingKey, verificationKeys } from './signing-key';

/**
 * Signs a JWT with the tenant's RS256 key. The claims go out as given: the caller sets `iss`, `iat` and `exp`
 * (seconds). Header: `alg`, `typ: JWT`, `kid`, as Auth0 writes it.
 */
export async function signJwt(tenant: TenantContext, claims: JWTPayload): Promise<string> {
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
}

/**
 * The claims of a JWT that this tenant signed and that has not expired.
 *
 * @throws jose's errors (`JWTExpired`, `JWSSignatureVerificationFailed`, …) where it is not one
 */
export async function verifyJwt(
  tenant: TenantContext,
  token: string,
  expected: Expected = {},
): Promise<JWTPayload> {
  const keys = await verificationKeys(tenant);
  const keyOf = (kid?: string) => (keys.find((key) => key.kid === kid) ?? keys[0]).publicKey;
  const { payload } = await jwtVerify(token, ({ kid }) => keyOf(kid), {
    ...expected,
    algorithms: ['RS256'],
    currentDate: tenant.now(),
  });
  return payload;
}
