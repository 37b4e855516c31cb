import type { JSONWebKeySet } from 'jose';
import type { TenantContext } from '../tenant-context';
import { verificationKeys } from './signing-key';

/** What `/.well-known/jwks.json` answers: public keys only. */
export async function jwks(tenant: TenantContext): Promise<JSONWebKeySet> {
  return { keys: (await verificationKeys(tenant)).map(({ publicJwk }) => publicJwk) };
}
