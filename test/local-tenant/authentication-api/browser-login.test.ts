import { userAgent } from '../../support/user-agent';
import {
  authorize,
  CALLBACK,
  claimsOf,
  connection,
  createLoginTenant,
  type LoginTenant,
  logIn,
  ORIGIN,
  PASSWORD,
} from './login-tenant';

describe('a login in the browser', () => {
  let login: LoginTenant;
  beforeEach(() => {
    login = createLoginTenant();
  });
  afterEach(() => login.close());

  it('goes from /authorize over the page to the callback and to tokens', async () => {
    const user = await login.user();
    const attempt = await logIn(login);
    expect(attempt.agent.url.href).toMatch(`${CALLBACK}?code=`);

    const tokens = await attempt.redeem();
    expect(tokens.claims()).toMatchObject({
      iss: `${ORIGIN}/`,
      sub: user.user_id,
      aud: 'spa',
      name: 'ada@example.com',
      nickname: 'ada',
      email: 'ada@example.com',
      email_verified: true,
    });
    expect(claimsOf(tokens.access_token)).toMatchObject({
      iss: `${ORIGIN}/`,
      aud: ['my-api', `${ORIGIN}/userinfo`],
      azp: 'spa',
      scope: 'openid profile email offline_access',
    });
    expect(tokens.refresh_token).toMatch(/^v1\./);
    expect(login.stored(user.user_id)).toMatchObject({ logins_count: 1, last_ip: '127.0.0.1' });
    expect(login.logs().map((log) => log.type)).toEqual(['s', 'seacft']);
  });

  it('shows the page again after a wrong password, and tells nobody which part was wrong', async () => {
    await login.user();
    const wrongPassword = await logIn(login, {}, undefined, {
      username: 'ada@example.com',
      password: 'nope',
    });
    const noSuchUser = await logIn(login, {}, undefined, { username: 'eve@example.com', password: PASSWORD });
    for (const { agent } of [wrongPassword, noSuchUser]) {
      expect(agent.status).toBe(400);
      expect(agent.html).toContain('Wrong email or password');
    }
    expect(login.logs().map((log) => log.type)).toEqual(['fp', 'fu']);
    for (const { details } of login.logs()) {
      expect(details).toEqual({
        error: { message: 'Wrong email or password.' },
        transaction_id: expect.any(String),
      });
    }
    expect(JSON.stringify(login.logs())).not.toContain('example.com');
  });

  it('uses the session of the browser the next time, silently too', async () => {
    await login.user();
    const { agent } = await logIn(login);
    const again = await authorize(login, {}, agent);
    expect(claimsOf((await again.redeem()).id_token).sub).toMatch(/^auth0\|/);
    const silent = await authorize(login, { prompt: 'none' }, agent);
    expect(silent.answer().get('code')).not.toBeNull();
    expect(login.logs('ssa')).toHaveLength(1);
  });

  it('answers login_required to prompt=none without a session', async () => {
    const attempt = await authorize(login, { prompt: 'none' });
    expect(attempt.answer().get('error')).toBe('login_required');
    expect(login.logs('fsa')).toHaveLength(1);
  });

  it('gives a confidential client its tokens without PKCE', async () => {
    await login.user();
    const agent = login.browser();
    const query = {
      client_id: 'web',
      response_type: 'code',
      redirect_uri: CALLBACK,
      scope: 'openid',
      state: 's',
    };
    await agent.open(`${ORIGIN}/authorize?${new URLSearchParams(query)}`);
    await agent.submit({ username: 'ada@example.com', password: PASSWORD }, { form: 'password' });
    const response = await login.post('/oauth/token', {
      grant_type: 'authorization_code',
      client_id: 'web',
      client_secret: 'web-secret',
      code: agent.url.searchParams.get('code'),
      redirect_uri: CALLBACK,
    });
    expect(response.status).toBe(200);
    expect(await response.json()).not.toHaveProperty('refresh_token');
  });

  it('hands the fields of the login prompt to post-login, for database and social logins', async () => {
    await login.user();
    login.put('connections', 'con_g', connection({ name: 'google-oauth2', strategy: 'google-oauth2' }));
    login.put('prompt-partials', 'login', {
      prompt: 'login',
      partials: { login: { 'form-content-end': '<input name="ulp-color" value="">' } },
    });
    login.deploy(
      'post-login',
      'look',
      "exports.onExecutePostLogin = async (event, api) => { api.idToken.setCustomClaim('https://x/body', event.request.body) };",
    );
    const database = await authorize(login);
    await database.agent.submit({ username: 'ada@example.com', password: PASSWORD, 'ulp-color': 'red' });
    expect((await database.redeem()).claims()).toMatchObject({ 'https://x/body': { 'ulp-color': 'red' } });

    const social = await authorize(login);
    await social.agent.submit({ connection: 'google-oauth2', 'ulp-color': 'blue' });
    expect(social.agent.url.pathname).toBe('/u/identity-provider');
    await social.agent.submit({ profile: '{"sub":"1"}' }, { form: 'profile' });
    expect((await social.redeem()).claims()).toMatchObject({ 'https://x/body': { 'ulp-color': 'blue' } });
  });

  it('stays below its path where the tenant is addressed by path, beside the session of another', async () => {
    await login.user();
    const { agent: elsewhere } = await logIn(login);
    const below = userAgent({
      stopAt: CALLBACK,
      send: (request) => {
        const url = new URL(request.url);
        expect(url.pathname).toMatch(/^\/t\/acme\//);
        url.pathname = url.pathname.slice('/t/acme'.length);
        return login.app.fetch(new Request(url, request), { basePath: '/t/acme' });
      },
    });
    for (const [name, value] of elsewhere.cookies) below.cookies.set(name, value);
    const query = new URLSearchParams({
      client_id: 'spa',
      response_type: 'id_token',
      nonce: 'n',
      redirect_uri: CALLBACK,
    });
    await below.open(`${ORIGIN}/t/acme/authorize?${query}`);
    expect(below.url.pathname).toBe('/t/acme/u/login');
    await below.submit({ username: 'ada@example.com', password: PASSWORD }, { form: 'password' });
    const answer = new URLSearchParams(below.url.hash.slice(1));
    expect(claimsOf(answer.get('id_token') ?? '')).toMatchObject({ iss: `${ORIGIN}/t/acme/` });
    expect(below.cookies.get('auth0_http')).toBe(elsewhere.cookies.get('auth0_http'));
    expect(below.cookies.get('auth0_http_t_acme')).toBeDefined();
  });
});
