import { EncryptJWT, type JWTPayload, jwtDecrypt } from 'jose';
import type { TenantContext } from '../tenant-context';

interface StoredSealingKey {
  kid: string;
  secret: string;
}

/**
 * An opaque access token, as Auth0 issues it where no API is asked for: an encrypted JWT that only this tenant
 * can read. The caller sets `iss`, `aud` and `exp`.
 */
export async function sealToken(tenant: TenantContext, claims: JWTPayload): Promise<string> {
  return new EncryptJWT(claims)
    .setProtectedHeader({
      alg: 'dir',
      enc: 'A256GCM',
      ...(claims.iss === undefined ? {} : { iss: claims.iss }),
    })
    .encrypt(sealingKey(tenant));
}

/** @throws jose's errors where the token was not sealed here, or has expired */
export async function openToken(tenant: TenantContext, token: string): Promise<JWTPayload> {
  const { payload } = await jwtDecrypt(token, sealingKey(tenant), {
    contentEncryptionAlgorithms: ['A256GCM'],
    keyManagementAlgorithms: ['dir'],
    currentDate: tenant.now(),
  });
  return payload;
}

function sealingKey(tenant: TenantContext): Uint8Array {
  const keys = tenant.store.collection<StoredSealingKey>('sealing-keys');
  let key = keys.get('current');
  if (key === undefined) {
    const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url');
    key = { kid: 'current', secret };
    keys.put('current', key);
  }
  return Buffer.from(key.secret, 'base64url');
}
