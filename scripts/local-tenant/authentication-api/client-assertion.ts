import { createPublicKey } from 'node:crypto';
import { decodeJwt, jwtVerify } from 'jose';
import type { Client, JsonObject } from '../store';
import type { TenantContext } from '../tenant-context';
import { OAuthError } from './oauth-error';
import { textOf } from './request-body';

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** With which a client may sign who it is. */
export const ASSERTION_ALGORITHMS = ['RS256', 'RS384', 'PS256'];
/** Seconds. */
const LONGEST_LIFETIME = 300;
const CLOCK_SKEW = 10;
const LONGEST_ID = 64;

/** An assertion that was used, kept until it would have expired anyway. */
interface UsedAssertion {
  id: string;
  /** Seconds since the epoch. */
  expires: number;
}

/** Who a request's `client_assertion` says it comes from, unproven; undefined without one. */
export function assertedClientId(body: Record<string, unknown>): string | undefined {
  const assertion = textOf(body, 'client_assertion');
  if (assertion === undefined) return undefined;
  try {
    return decodeJwt(assertion).iss;
  } catch {
    throw refused();
  }
}

/**
 * Proves a client by a JWT that it signed with its private key: issued by and about itself, for this tenant, for 5
 * minutes at most, used once (docs page get-started/authentication-and-authorization-flow/
 * authenticate-with-private-key-jwt).
 *
 * @throws OAuthError 401 `invalid_client`
 */
export async function verifyClientAssertion(
  tenant: TenantContext,
  client: Client,
  body: Record<string, unknown>,
  issuer: string,
): Promise<void> {
  if (body.client_assertion_type !== JWT_BEARER) throw refused();
  const assertion = textOf(body, 'client_assertion') ?? '';
  for (const key of publicKeysOf(tenant, client)) {
    const { payload } = await jwtVerify(assertion, createPublicKey(String(key.pem)), {
      algorithms: ASSERTION_ALGORITHMS.filter((algorithm) => algorithm === (key.alg ?? 'RS256')),
      issuer: client.client_id,
      subject: client.client_id,
      audience: [issuer, `${issuer}oauth/token`],
      requiredClaims: ['exp', 'jti'],
      clockTolerance: CLOCK_SKEW,
      currentDate: tenant.now(),
    }).catch(() => ({ payload: undefined }));
    if (payload === undefined) continue;
    const now = Math.floor(tenant.now().getTime() / 1000);
    const jti: unknown = payload.jti;
    const { exp = 0, iat = now } = payload;
    if (typeof jti !== 'string' || jti.length > LONGEST_ID || exp - iat > LONGEST_LIFETIME) throw refused();
    const used = tenant.store.collection<UsedAssertion>('client-assertions');
    for (const { id, expires } of used.list()) if (expires < now - CLOCK_SKEW) used.delete(id);
    const id = `${client.client_id} ${jti}`;
    if (used.get(id) !== undefined) throw refused();
    used.put(id, { id, expires: exp });
    return;
  }
  throw refused();
}

/** Whether the client proves itself by its private key: its secret then counts for nothing. */
export function usesPrivateKey(client: Client): boolean {
  return client.client_authentication_methods?.private_key_jwt !== undefined;
}

/** The credentials that the client names as its own for this purpose. */
function publicKeysOf(tenant: TenantContext, client: Client): JsonObject[] {
  const named = client.client_authentication_methods?.private_key_jwt?.credentials ?? [];
  const credentials = tenant.store.collection('client-credentials');
  return named.flatMap(({ id }) => {
    const credential = credentials.get(id);
    return credential?.client_id === client.client_id && typeof credential.pem === 'string'
      ? [credential]
      : [];
  });
}

/** Which of the checks failed is for the tenant's owner: whoever presents an assertion learns nothing from it. */
function refused(): OAuthError {
  return new OAuthError(401, 'invalid_client', 'Client authentication failed');
}
