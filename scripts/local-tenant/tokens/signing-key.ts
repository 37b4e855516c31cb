import { exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { Collection } from '../store';
import type { TenantContext } from '../tenant-context';

/** A private JWK as the store keeps it, in the collection `signing-keys`. */
export interface StoredSigningKey {
  kid: string;
  jwk: JWK;
  created_at: string;
  /** A key that was taken back: what it signed is void. */
  revoked_at?: string;
}

export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  publicJwk: JWK;
}

const imported = new Map<string, Promise<SigningKey>>();
const generating = new WeakMap<object, Promise<StoredSigningKey>>();

/** The tenant's RS256 key. Made once (about 0.2 s) and kept in the store, so that tokens survive a restart. */
export async function signingKey(tenant: TenantContext): Promise<SigningKey> {
  const stored = storedKeys(tenant).newest(1)[0];
  return importedKey(stored ?? (await generateOnce(tenant)));
}

/** All keys that tokens may be signed with: the current one first, then those before it that nobody revoked. */
export async function verificationKeys(tenant: TenantContext): Promise<[SigningKey, ...SigningKey[]]> {
  const current = await signingKey(tenant);
  const earlier = storedKeys(tenant)
    .list()
    .filter(({ kid, revoked_at }) => kid !== current.kid && revoked_at === undefined);
  return [current, ...(await Promise.all(earlier.reverse().map(importedKey)))];
}

/** Makes a new key the current one. What the one before signed stays valid until that is revoked. */
export async function rotateSigningKey(tenant: TenantContext): Promise<StoredSigningKey> {
  await signingKey(tenant);
  return generate(tenant);
}

export function storedKeys(tenant: TenantContext): Collection<StoredSigningKey> {
  return tenant.store.collection<StoredSigningKey>('signing-keys');
}

function importedKey(stored: StoredSigningKey): Promise<SigningKey> {
  let key = imported.get(stored.kid);
  if (key === undefined) {
    key = importKey(stored);
    imported.set(stored.kid, key);
  }
  return key;
}

/** Requests that arrive together on a new store share one generation. */
function generateOnce(tenant: TenantContext): Promise<StoredSigningKey> {
  let key = generating.get(tenant.store);
  if (key === undefined) {
    key = generate(tenant).finally(() => generating.delete(tenant.store));
    generating.set(tenant.store, key);
  }
  return key;
}

async function generate(tenant: TenantContext): Promise<StoredSigningKey> {
  const pair = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const jwk = await exportJWK(pair.privateKey);
  const kid = Buffer.from(crypto.getRandomValues(new Uint8Array(15))).toString('base64url');
  const stored = { kid, jwk, created_at: tenant.now().toISOString() };
  storedKeys(tenant).put(kid, stored);
  return stored;
}

async function importKey({ kid, jwk }: StoredSigningKey): Promise<SigningKey> {
  const publicJwk: JWK = { kty: 'RSA', use: 'sig', alg: 'RS256', kid };
  if (jwk.n !== undefined) publicJwk.n = jwk.n;
  if (jwk.e !== undefined) publicJwk.e = jwk.e;
  return {
    kid,
    publicJwk,
    privateKey: (await importJWK(jwk, 'RS256')) as CryptoKey,
    publicKey: (await importJWK(publicJwk, 'RS256')) as CryptoKey,
  };
}
