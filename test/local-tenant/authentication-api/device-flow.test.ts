import * as oidc from 'openid-client';
import { behaves } from '../../support/fidelity';
import {
  API,
  createLoginTenant,
  DATABASE,
  type LoginTenant,
  logIn,
  ORIGIN,
  oidcClient,
  PASSWORD,
} from './login-tenant';

const DOCS = 'docs: api/authentication/device-authorization-flow';
const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const CREDENTIALS = { username: 'ada@example.com', password: PASSWORD };

describe('device code flow', () => {
  let login: LoginTenant;
  let device: oidc.Configuration;
  beforeEach(async () => {
    login = createLoginTenant();
    login.put('clients', 'tv', {
      client_id: 'tv',
      name: 'Television',
      app_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: [GRANT, 'refresh_token'],
    });
    login.change('connections', DATABASE.id, { enabled_clients: ['spa', 'tv'] });
    await login.user();
    device = await oidcClient(login, 'tv');
  });
  afterEach(() => login.close());

  const request = () =>
    oidc.initiateDeviceAuthorization(device, { scope: 'openid email offline_access', audience: API });

  const poll = async (code: string, clientId = 'tv') => {
    const body = { grant_type: GRANT, client_id: clientId, device_code: code };
    const response = await login.post('/oauth/token', body);
    return [response.status, ((await response.json()) as { error?: string }).error];
  };

  /** openid-client waits the interval before it asks. */
  const collect = (codes: oidc.DeviceAuthorizationResponse) =>
    oidc.pollDeviceAuthorizationGrant(device, { ...codes, interval: 0.001 });

  behaves(
    'A device gets its tokens after somebody typed its code and logged in; the Actions see oauth2-device-code',
    { source: DOCS, status: 'supported' },
    async () => {
      login.deploy(
        'post-login',
        'seeing',
        `exports.onExecutePostLogin = async (event, api) => {
          api.idToken.setCustomClaim('seen', { ...event.transaction, browser: api.redirect.canRedirect() });
        };`,
      );
      const codes = await request();
      expect(codes).toMatchObject({
        verification_uri: `${ORIGIN}/activate`,
        verification_uri_complete: `${ORIGIN}/activate?user_code=${codes.user_code}`,
        expires_in: 900,
        interval: 5,
      });
      const agent = login.browser();
      await agent.open(codes.verification_uri);
      await agent.submit({ code: codes.user_code.toLowerCase().replace('-', ' ') }, { form: 'code' });
      await agent.submit(CREDENTIALS, { form: 'password' });
      expect([agent.status, agent.html]).toEqual([200, expect.stringContaining('You&#39;re all set')]);

      const tokens = await collect(codes);
      expect(tokens).toMatchObject({
        scope: 'openid email offline_access',
        refresh_token: expect.any(String),
      });
      const { seen } = tokens.claims() as { seen?: Record<string, unknown> };
      expect(seen).toMatchObject({
        protocol: 'oauth2-device-code',
        browser: true,
        requested_scopes: ['openid', 'email', 'offline_access'],
      });
      expect(seen).not.toHaveProperty('redirect_uri');
      expect(login.logs('sede')).toHaveLength(1);
      expect(login.logins()[0]).toMatchObject({ flow: 'device', outcome: 'completed' });
      expect(await poll(codes.device_code)).toEqual([403, 'invalid_grant']);
    },
  );

  behaves(
    'A device that asks too early is told authorization_pending, one that asks too often slow_down',
    { source: DOCS, status: 'supported' },
    async () => {
      const { device_code: code } = await request();
      expect(await poll(code)).toEqual([403, 'authorization_pending']);
      expect(await poll(code)).toEqual([429, 'slow_down']);
      login.wait(5);
      expect(await poll(code)).toEqual([403, 'authorization_pending']);
      expect(await poll(code, 'spa')).toEqual([403, 'unauthorized_client']);
      expect(login.logs('fede')).toHaveLength(0);
      login.wait(900);
      expect(await poll(code)).toEqual([403, 'expired_token']);
      expect(await poll(code)).toEqual([403, 'invalid_grant']);
      expect(await poll('made up')).toEqual([403, 'invalid_grant']);
    },
  );

  behaves(
    'A device code that ran out answers expired_token once, then and for an unknown one invalid_grant',
    {
      source: 'RFC 8628, section 3.5; docs: quickstart/native/device',
      status: 'unknown',
      note: 'The codes, their order and status 403 are documented. The texts "The device code has expired." and "Invalid or expired device code." are assumed.',
    },
  );

  behaves(
    'A redirect of an Action in a device login leads on to the end: the person is told, the device gets tokens',
    { source: 'docs: actions/triggers/post-login/redirect-with-actions', status: 'supported' },
    async () => {
      login.deploy(
        'post-login',
        'redirecting',
        `exports.onExecutePostLogin = async (event, api) => { api.redirect.sendUserTo('http://localhost:3000/ask'); };
         exports.onContinuePostLogin = async (event, api) => { api.idToken.setCustomClaim('asked', true); };`,
      );
      const codes = await request();
      // Somebody who is logged in confirms the device's code, and need not log in again.
      const { agent } = await logIn(login);
      await agent.open(codes.verification_uri_complete ?? '');
      await agent.submit({}, { form: 'code' });
      expect(agent.url.pathname).toBe('/ask');
      await agent.open(`${ORIGIN}/continue${agent.url.search}`);
      expect(agent.url.pathname).toBe('/u/device/connected');
      expect((await collect(codes)).claims()).toMatchObject({ asked: true });
    },
  );

  behaves(
    'A device whose login is denied or cancelled gets access_denied with the reason, once',
    {
      source: DOCS,
      status: 'unknown',
      note: 'That a cancelled one gets access_denied is documented; for a denial by an Action it is assumed, and that the browser shows the error page.',
    },
    async () => {
      login.deploy(
        'post-login',
        'denying',
        "exports.onExecutePostLogin = async (e, api) => api.access.deny('not_here');",
      );
      const denied = await request();
      const agent = login.browser();
      await agent.open(denied.verification_uri_complete ?? '');
      await agent.submit({}, { form: 'code' });
      await agent.submit(CREDENTIALS, { form: 'password' });
      expect([agent.status, agent.html]).toEqual([403, expect.stringContaining('not_here')]);
      await expect(collect(denied)).rejects.toMatchObject({
        error: 'access_denied',
        error_description: 'not_here',
      });
      expect(await poll(denied.device_code)).toEqual([403, 'invalid_grant']);

      const cancelled = await request();
      await agent.open(cancelled.verification_uri_complete ?? '');
      await agent.submit({ cancel: 'true' }, { form: 'code' });
      expect(agent.html).toContain('Cancelled');
      await expect(collect(cancelled)).rejects.toMatchObject({
        error: 'access_denied',
        error_description: 'User cancelled the confirmation prompt.',
      });
      expect(login.logs('fdecc')).toHaveLength(1);
    },
  );

  it('asks again for a code that nobody waits under, and begins no login by a link alone', async () => {
    const { verification_uri_complete: link = '' } = await request();
    const { agent } = await logIn(login);
    await agent.open(link);
    expect([agent.url.pathname, agent.html]).toEqual(['/u/device', expect.stringContaining('Confirm')]);
    await agent.submit({ code: 'ABCD-EFGH' }, { form: 'code' });
    expect([agent.status, agent.html]).toEqual([400, expect.stringContaining('wasn&#39;t valid')]);
    await agent.submit({ code: '"><script>' }, { form: 'code' });
    expect(agent.html).not.toContain('"><script>');
    expect(login.logs('fdeac')).toHaveLength(2);
    const ready = await login.post('/u/device', { code: 'ABCD-EFGH' });
    expect(ready.status).toBe(403);
  });

  it('gives codes only to clients that may, in the tenant’s form', async () => {
    expect((await login.post('/oauth/device/code', { client_id: 'spa' })).status).toBe(403);
    expect((await login.post('/oauth/device/code', { client_id: 'nobody' })).status).toBe(401);
    expect((await login.post('/oauth/device/code', { client_id: 'tv', audience: 'none' })).status).toBe(403);
    expect(login.logs('fdeaz')).toHaveLength(2);
    login.change('singletons', 'tenant-settings', { device_flow: { charset: 'digits', mask: '**-**-**' } });
    expect((await request()).user_code).toMatch(/^\d\d-\d\d-\d\d$/);
  });
});
