import { createHash } from 'node:crypto';
import type { JsonObject } from '../../store';
import { rotateSigningKey, signingKey, storedKeys } from '../../tokens';
import { badRequest, notFound } from '../api-error';
import { PLACEHOLDER_CERTIFICATE } from '../applications/clients';
import { type ApiRequest, created, type Operation, ok } from '../operation';

type StoredKey = ReturnType<ReturnType<typeof storedKeys>['list']>[number];

/**
 * The keys that tokens are signed with (docs: get-started/tenant-settings/signing-keys). A rotated key goes on
 * verifying what it signed until it is revoked. There is no certificate, and no key that waits to be next.
 */
export const SIGNING_KEY_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/keys/signing',
    scopes: ['read:signing_keys'],
    async handle(request) {
      const current = await currentKid(request);
      return ok(
        storedKeys(request.tenant)
          .list()
          .reverse()
          .map((key) => shown(key, current)),
      );
    },
  },
  {
    method: 'GET',
    path: '/keys/signing/:kid',
    scopes: ['read:signing_keys'],
    handle: async (request) => ok(shown(await existing(request), await currentKid(request))),
  },
  {
    method: 'POST',
    path: '/keys/signing/rotate',
    scopes: ['create:signing_keys', 'update:signing_keys'],
    async handle({ tenant }) {
      const { kid } = await rotateSigningKey(tenant);
      return created({ kid, cert: PLACEHOLDER_CERTIFICATE.cert });
    },
  },
  {
    method: 'PUT',
    path: '/keys/signing/:kid/revoke',
    scopes: ['update:signing_keys'],
    async handle(request) {
      const key = await existing(request);
      if (key.kid === (await currentKid(request))) {
        throw badRequest('The current key cannot be revoked: rotate first.', 'invalid_signing_key');
      }
      const revoked = { ...key, revoked_at: request.tenant.now().toISOString() };
      storedKeys(request.tenant).put(key.kid, revoked);
      return ok({ kid: key.kid, cert: PLACEHOLDER_CERTIFICATE.cert });
    },
  },
];

async function currentKid({ tenant }: ApiRequest): Promise<string> {
  return (await signingKey(tenant)).kid;
}

async function existing(request: ApiRequest): Promise<StoredKey> {
  await currentKid(request);
  const key = storedKeys(request.tenant).get(request.params.kid ?? '');
  if (key === undefined) throw notFound('The signing key does not exist.', 'inexistent_signing_key');
  return key;
}

/** Never the private half. */
function shown(
  { kid, jwk, created_at: since, revoked_at: revokedAt }: StoredKey,
  current: string,
): JsonObject {
  const print = createHash('sha256').update(String(jwk.n)).digest('hex').toUpperCase();
  return {
    kid,
    ...PLACEHOLDER_CERTIFICATE,
    current: kid === current,
    next: false,
    previous: kid !== current,
    current_since: since,
    fingerprint: (print.match(/../g) ?? []).join(':'),
    thumbprint: print,
    revoked: revokedAt !== undefined,
    ...(revokedAt === undefined ? {} : { revoked_at: revokedAt }),
  };
}
