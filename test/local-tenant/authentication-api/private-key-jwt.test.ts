import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import * as oidc from 'openid-client';
import { behaves } from '../../support/fidelity';
import { API, createLoginTenant, type LoginTenant, ORIGIN, oidcClient } from './login-tenant';

const [keys, otherKeys] = [makeKeys(), makeKeys()];

function makeKeys() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

describe('a client that proves itself with its private key', () => {
  let login: LoginTenant;
  beforeEach(() => {
    login = createLoginTenant();
    login.put('client-credentials', 'cred_1', {
      id: 'cred_1',
      client_id: 'machine',
      alg: 'RS256',
      pem: keys.publicKey,
    });
    login.change('clients', 'machine', {
      token_endpoint_auth_method: null,
      client_authentication_methods: { private_key_jwt: { credentials: [{ id: 'cred_1' }] } },
    });
  });
  afterEach(() => login.close());

  const now = () => Math.floor(Date.now() / 1000);
  function assertion(claims: Record<string, unknown> = {}, key = keys.privateKey): Promise<string> {
    return new SignJWT({
      iss: 'machine',
      sub: 'machine',
      aud: `${ORIGIN}/`,
      jti: crypto.randomUUID(),
      iat: now(),
      exp: now() + 60,
      ...claims,
    } as JWTPayload)
      .setProtectedHeader({ alg: 'RS256' })
      .sign(createPrivateKey(key));
  }
  async function exchange(client_assertion: string, more: Record<string, string> = {}): Promise<number> {
    const { status } = await login.post('/oauth/token', {
      grant_type: 'client_credentials',
      audience: API,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion,
      ...more,
    });
    return status;
  }

  behaves(
    'A client with a private key proves itself at the token endpoint by a JWT that it signed',
    {
      source: 'docs: get-started/authentication-and-authorization-flow/authenticate-with-private-key-jwt',
      status: 'supported',
    },
    async () => {
      const key = await crypto.subtle.importKey(
        'pkcs8',
        createPrivateKey(keys.privateKey).export({ type: 'pkcs8', format: 'der' }),
        { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
        false,
        ['sign'],
      );
      const client = await oidcClient(login, 'machine', oidc.PrivateKeyJwt(key));
      const tokens = await oidc.clientCredentialsGrant(client, { audience: API });
      expect(tokens).toMatchObject({ access_token: expect.any(String), token_type: 'bearer' });
      expect(await exchange(await assertion(), { client_id: 'machine' })).toBe(200);
    },
  );

  behaves(
    'A client assertion counts once, for 5 minutes at most, for its own client and this tenant; a secret counts no more',
    {
      source: 'docs: get-started/authentication-and-authorization-flow/authenticate-with-private-key-jwt',
      status: 'supported',
      note: 'The text of the refusal is assumed.',
    },
    async () => {
      const once = await assertion();
      expect(await exchange(once)).toBe(200);
      const refused = {
        'used before': once,
        'signed with another key': await assertion({}, otherKeys.privateKey),
        'for another tenant': await assertion({ aud: 'https://elsewhere.example.com/' }),
        expired: await assertion({ iat: now() - 120, exp: now() - 60 }),
        'valid too long': await assertion({ exp: now() + 3600 }),
        'about another client': await assertion({ sub: 'web' }),
        'without an id': await assertion({ jti: undefined }),
        'with an id that is no text': await assertion({ jti: 7 }),
        'not even a token': 'a.b.c',
      };
      for (const [name, jwt] of Object.entries(refused)) {
        expect([name, await exchange(jwt, { client_id: 'machine' })]).toEqual([name, 401]);
      }
      expect(await exchange(await assertion(), { client_assertion_type: 'another' })).toBe(401);
      const { status } = await login.post('/oauth/token', {
        grant_type: 'client_credentials',
        audience: API,
        client_id: 'machine',
        client_secret: 'machine-secret',
      });
      expect(status).toBe(401);
    },
  );
});
