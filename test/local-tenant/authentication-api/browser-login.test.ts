import {
  authorize,
  CALLBACK,
  claimsOf,
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
});
