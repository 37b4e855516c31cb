import { jwtVerify } from 'jose';
import { behaves } from '../../support/fidelity';
import { API, claimsOf, createLoginTenant, type LoginTenant, PASSWORD } from './login-tenant';

const SECRET = 'a secret of more than thirty-two characters';

describe('what tokens are signed with, and what they permit', () => {
  let login: LoginTenant;
  beforeEach(async () => {
    login = createLoginTenant();
    login.change('clients', 'web', { client_secret: SECRET });
  });
  afterEach(() => login.close());

  const tokens = async (body: Record<string, string>) => {
    const credentials = {
      username: 'ada@example.com',
      password: PASSWORD,
      client_id: 'web',
      client_secret: SECRET,
    };
    const response = await login.post('/oauth/token', { grant_type: 'password', ...credentials, ...body });
    return (await response.json()) as { access_token: string; id_token: string; scope: string };
  };
  const headerOf = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());

  behaves(
    'ID tokens of clients and access tokens of APIs that ask for HS256 are signed with their secrets',
    { source: 'docs: get-started/applications/signing-algorithms', status: 'supported' },
    async () => {
      await login.user();
      login.change('clients', 'web', { jwt_configuration: { alg: 'HS256' } });
      login.change('resource-servers', 'rs_api', {
        signing_alg: 'HS256',
        signing_secret: `${SECRET} of the API`,
      });
      const { id_token: idToken, access_token: accessToken } = await tokens({
        scope: 'openid',
        audience: API,
      });
      await jwtVerify(idToken, Buffer.from(SECRET), { algorithms: ['HS256'] });
      const { payload } = await jwtVerify(accessToken, Buffer.from(`${SECRET} of the API`));
      expect(payload.aud).toBe(API);
      expect(headerOf(idToken)).toEqual({ alg: 'HS256', typ: 'JWT' });

      const back = 'post_logout_redirect_uri=http://localhost:3000/bye';
      expect((await login.get(`/oidc/logout?id_token_hint=${idToken}&${back}`)).status).toBe(302);
      // The secret of one is no key of another, and no key of a client that asks for RS256.
      expect((await login.get(`/oidc/logout?id_token_hint=${accessToken}&${back}`)).status).toBe(400);
      login.change('clients', 'web', { jwt_configuration: { alg: 'RS256' } });
      expect((await login.get(`/oidc/logout?id_token_hint=${idToken}&${back}`)).status).toBe(400);
      expect((await login.get('/userinfo', { authorization: `Bearer ${accessToken}` })).status).toBe(401);
    },
  );
  behaves('PS256 is not signed with: who asks for it gets RS256', {
    source: 'docs: get-started/applications/signing-algorithms',
    status: 'differs',
    note: 'One RSA key for everything; the JWKS has no certificate chain (x5c, x5t).',
  });

  behaves(
    'An API that enforces role-based access grants the scopes that the user’s permissions name, and lists them on wish',
    { source: 'docs: get-started/apis/enable-role-based-access-control-for-apis', status: 'supported' },
    async () => {
      const user = await login.user();
      const permission = (name: string, api = API) => ({
        permission_name: name,
        resource_server_identifier: api,
      });
      login.put('roles', 'rol_reader', { id: 'rol_reader', name: 'reader' });
      login.put('role-permissions', 'rol_reader', { permissions: [permission('read:things')] });
      login.put('user-roles', user.user_id, { items: ['rol_reader'] });
      login.put('user-permissions', user.user_id, { items: [permission('write:things', 'another-api')] });
      const wanted = { audience: API, scope: 'openid read:things write:things' };
      expect((await tokens(wanted)).scope).toBe('openid read:things write:things');

      login.change('resource-servers', 'rs_api', { enforce_policies: true, token_dialect: 'access_token' });
      const plain = await tokens(wanted);
      expect(plain.scope).toBe('openid read:things');
      expect(claimsOf(plain.access_token)).not.toHaveProperty('permissions');

      login.change('resource-servers', 'rs_api', { token_dialect: 'access_token_authz' });
      const listed = claimsOf((await tokens({ audience: API, scope: 'openid' })).access_token);
      expect(listed).toMatchObject({ scope: 'openid', permissions: ['read:things'] });
      const machine = await tokens({
        grant_type: 'client_credentials',
        client_id: 'machine',
        client_secret: 'machine-secret',
        audience: API,
      });
      expect(claimsOf(machine.access_token).permissions).toEqual(['read:things']);
    },
  );
});
