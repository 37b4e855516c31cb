import { issuableClaims } from '../../../scripts/local-tenant/actions-runtime';
import { behaves } from '../../support/fidelity';

const CLAIMS =
  'docs: secure/tokens/json-web-tokens/create-custom-claims; past-migrations/custom-claims-migration';
const id = { tokenKind: 'id', scopes: ['openid'] } as const;
const access = (audience: string, ...scopes: string[]) =>
  ({ tokenKind: 'access', audience, scopes }) as const;

function kept(claims: Record<string, unknown>, token: Parameters<typeof issuableClaims>[1]): unknown {
  const result = issuableClaims(claims, token);
  return result.ok ? result.claims : result.message;
}

describe('custom claims when a token is issued', () => {
  behaves(
    'claims that the token carries by right are dropped silently',
    { source: CLAIMS, status: 'supported' },
    () => {
      const reserved = [
        'iss',
        'sub',
        'aud',
        'exp',
        'iat',
        'nonce',
        'at_hash',
        'azp',
        'sid',
        'org_id',
        'permissions',
      ];
      const claims = Object.fromEntries([...reserved, 'x5t#S256', 'roles', 'ok'].map((name) => [name, 1]));

      expect(kept(claims, id)).toEqual({ ok: 1 });
      expect(kept(claims, access('https://api.example.com'))).toEqual({ ok: 1 });
    },
  );

  behaves(
    "namespaces of Auth0's own domains are dropped silently, with their subdomains",
    { source: CLAIMS, status: 'supported' },
    () => {
      const claims = {
        'https://auth0.com/a': 1,
        'https://me.auth0.com/a': 1,
        'http://webtask.io/a': 1,
        'https://x.webtask.run/a': 1,
        'urn:auth0:a': 1,
        'urn:auth0': 1,
        'https://notauth0.com/a': 2,
        'https://auth0.com.example.com/a': 2,
        'urn:example:a': 2,
      };

      expect(Object.values(kept(claims, id) as object)).toEqual([2, 2, 2]);
    },
  );

  behaves(
    "an access token for an Auth0 API carries no claim without namespace; userinfo's does",
    { source: CLAIMS, status: 'supported' },
    () => {
      const claims = { plain: 1, 'https://example.com/a': 2 };

      expect(kept(claims, access('https://acme.eu.auth0.com/api/v2/'))).toEqual({
        'https://example.com/a': 2,
      });
      expect(kept(claims, access('https://acme.eu.auth0.com/mfa/'))).toEqual({ 'https://example.com/a': 2 });
      expect(kept(claims, access('https://localhost:4443/api/v2/'))).toEqual({ 'https://example.com/a': 2 });
      expect(kept(claims, access('https://acme.eu.auth0.com/userinfo'))).toEqual(claims);
      expect(kept(claims, access('https://api.example.com/api/v2/'))).toEqual(claims);
      expect(kept(claims, id)).toEqual(claims);
    },
  );

  behaves(
    'profile claims go into an access token only where a granted scope covers them, into an ID token always',
    { source: CLAIMS, status: 'supported' },
    () => {
      const claims = { given_name: 'Ada', email: 'ada@example.com', phone_number: '+123' };

      expect(kept(claims, access('https://api.example.com', 'profile'))).toEqual({ given_name: 'Ada' });
      expect(kept(claims, access('https://api.example.com', 'email', 'phone'))).toEqual({
        email: 'ada@example.com',
        phone_number: '+123',
      });
      expect(kept(claims, id)).toEqual(claims);
    },
  );

  behaves('claims need no namespace', { source: CLAIMS, status: 'supported' }, () => {
    expect(kept({ plan: 'gold' }, id)).toEqual({ plan: 'gold' });
  });

  behaves(
    'more than 100 kB of names and values of one token fails the login',
    { source: CLAIMS, status: 'supported', note: 'The message is ours.' },
    () => {
      expect(kept({ a: 'x'.repeat(99_990) }, id)).toEqual({ a: 'x'.repeat(99_990) });
      expect(kept({ a: 'x'.repeat(60_000), b: 'y'.repeat(60_000) }, id)).toContain('100000 bytes');
      expect(issuableClaims({ 'https://auth0.com/a': 'x'.repeat(200_000) }, id).ok).toBe(true);
    },
  );
});
