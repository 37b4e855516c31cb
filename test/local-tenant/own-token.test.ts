import { createLocalTenant } from '../../scripts/local-tenant/create-local-tenant';
import type { User } from '../../scripts/local-tenant/store';
import { behaves } from '../support/fidelity';
import { createLoginTenant, type LoginTenant, ORIGIN, PASSWORD } from './authentication-api/login-tenant';

const MANAGEMENT_API = `${ORIGIN}/api/v2/`;
const SOURCE =
  'docs: secure/tokens/access-tokens/management-api-access-tokens/get-management-api-tokens-for-single-page-applications';

/** What somebody who logs in may do at the Management API. */
describe('a user’s own token at the Management API', () => {
  let login: LoginTenant;
  let ada: User;
  let eve: User;
  beforeEach(async () => {
    login = createLoginTenant();
    ada = await login.user();
    eve = await login.user({ email: 'eve@example.com' });
  });
  afterEach(() => login.close());

  async function tokenFor(scope: string): Promise<{ access_token: string; scope: string }> {
    const response = await login.post('/oauth/token', {
      client_id: 'web',
      client_secret: 'web-secret',
      grant_type: 'password',
      username: 'ada@example.com',
      password: PASSWORD,
      audience: MANAGEMENT_API,
      scope,
    });
    return response.json() as Promise<{ access_token: string; scope: string }>;
  }

  async function call(token: string, method: string, path: string, body?: object) {
    const app = createLocalTenant(login.tenant, { claimsNamespace: 'https://x' });
    const response = await app.request(`${ORIGIN}/api/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
  const user = ({ user_id: id }: User) => `/users/${encodeURIComponent(id)}`;

  behaves(
    'Who logs in gets no scope of the Management API but those for their own profile, whatever the app asks for',
    { source: SOURCE, status: 'supported' },
    async () => {
      const { access_token: token, scope } = await tokenFor(
        'openid read:users delete:users update:clients read:current_user update:current_user_metadata',
      );
      expect(scope).toBe('openid read:current_user update:current_user_metadata');
      expect(await call(token, 'GET', '/users')).toMatchObject({ status: 403 });
      expect(await call(token, 'GET', user(ada))).toMatchObject({
        status: 200,
        body: { email: 'ada@example.com' },
      });
    },
  );

  behaves(
    'A user’s own token reaches that user alone, and of the profile changes the user metadata only',
    {
      source: SOURCE,
      status: 'differs',
      note: 'Linking and unlinking with *:current_user_identities is not there: it would need the other account’s ID token.',
    },
    async () => {
      const { access_token: token } = await tokenFor('read:current_user update:current_user_metadata');
      expect(await call(token, 'GET', user(eve))).toMatchObject({
        status: 403,
        body: { message: expect.stringContaining('does not match subject') },
      });
      const change = { user_metadata: { theme: 'dark' } };
      expect(await call(token, 'PATCH', user(eve), change)).toMatchObject({ status: 403 });
      expect(await call(token, 'PATCH', user(ada), change)).toMatchObject({ status: 200 });
      for (const more of [{ app_metadata: { admin: true } }, { password: 'Another-1' }, { blocked: false }]) {
        expect((await call(token, 'PATCH', user(ada), { ...change, ...more })).status).toBe(400);
      }
      expect(login.stored(ada.user_id)).toMatchObject({ user_metadata: { theme: 'dark' } });
      expect(login.stored(ada.user_id).app_metadata ?? {}).toEqual({});
    },
  );

  behaves(
    'Scripts may call the Management API from the origins that an application lists',
    { source: 'docs: quickstart/spa/react/02-calling-an-api', status: 'supported' },
    async () => {
      login.change('clients', 'spa', { web_origins: ['https://app.example.com'] });
      const app = createLocalTenant(login.tenant, { claimsNamespace: 'https://x' });
      const preflight = async (origin: string) => {
        const { headers } = await app.request(`${ORIGIN}/api/v2/users/x`, {
          method: 'OPTIONS',
          headers: {
            origin,
            'access-control-request-method': 'PATCH',
            'access-control-request-headers': 'authorization',
          },
        });
        return headers.get('access-control-allow-origin');
      };
      expect(await preflight('https://app.example.com')).toBe('https://app.example.com');
      expect(await preflight('https://evil.example.com')).toBeNull();
    },
  );
});
