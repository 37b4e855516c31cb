import { behaves } from '../../support/fidelity';
import { authorize, createLoginTenant, type LoginTenant, logIn, ORIGIN } from './login-tenant';

describe('logging out', () => {
  let login: LoginTenant;
  beforeEach(async () => {
    login = createLoginTenant();
    await login.user();
  });
  afterEach(() => login.close());

  behaves(
    '/v2/logout ends the session in this browser and goes to a listed address',
    { source: 'docs: authenticate/login/logout', status: 'supported' },
    async () => {
      const { agent } = await logIn(login);
      await agent.open(
        `${ORIGIN}/v2/logout?client_id=spa&returnTo=${encodeURIComponent('http://localhost:3000/bye')}`,
      );
      expect(agent.url.href).toBe('http://localhost:3000/bye');
      expect((await authorize(login, { prompt: 'none' }, agent)).answer().get('error')).toBe(
        'login_required',
      );
      expect(login.logs('slo')).toHaveLength(1);
    },
  );

  behaves(
    '/oidc/logout takes an ID token of this tenant as a hint, an expired one too, and returns the state',
    { source: 'OpenID Connect RP-Initiated Logout 1.0', status: 'supported' },
    async () => {
      const attempt = await logIn(login);
      const tokens = await attempt.redeem();
      login.wait(100_000);
      const query = new URLSearchParams({
        id_token_hint: tokens.id_token ?? '',
        post_logout_redirect_uri: 'http://localhost:3000/bye',
        state: 's',
      });
      await attempt.agent.open(`${ORIGIN}/oidc/logout?${query}`);
      expect(attempt.agent.url.href).toBe('http://localhost:3000/bye?state=s');
      expect((await authorize(login, { prompt: 'none' }, attempt.agent)).answer().get('error')).toBe(
        'login_required',
      );
    },
  );

  behaves(
    '/v2/logout does not look at the query of returnTo, /oidc/logout does at that of its address',
    {
      source: 'docs: authenticate/login/logout/redirect-users-after-logout; log-users-out-of-auth0',
      status: 'supported',
    },
    async () => {
      const address = 'http://localhost:3000/bye?from=here';
      const classic = await login.get(
        `/v2/logout?${new URLSearchParams({ client_id: 'spa', returnTo: address })}`,
      );
      expect([classic.status, classic.headers.get('location')]).toEqual([302, address]);
      const query = new URLSearchParams({ client_id: 'spa', post_logout_redirect_uri: address });
      expect((await login.get(`/oidc/logout?${query}`)).status).toBe(400);
    },
  );

  it('forgets a session after its idle time, and at the latest after its lifetime', async () => {
    const { agent } = await logIn(login);
    for (let day = 0; day < 6; day += 1) {
      login.wait(86_400);
      expect((await authorize(login, { prompt: 'none' }, agent)).answer().get('code')).not.toBeNull();
    }
    login.wait(86_401);
    expect((await authorize(login, { prompt: 'none' }, agent)).answer().get('error')).toBe('login_required');

    const idle = await logIn(login);
    login.wait(72 * 3_600 + 1);
    expect((await authorize(login, { prompt: 'none' }, idle.agent)).answer().get('error')).toBe(
      'login_required',
    );
  });
});
