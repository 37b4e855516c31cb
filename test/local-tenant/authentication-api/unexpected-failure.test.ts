import type { ActionsRuntime } from '../../../scripts/local-tenant/actions-runtime';
import { createLoginTenant, logIn, PASSWORD } from './login-tenant';

describe('a failure that nobody expected', () => {
  it.each(['/oauth/token', 'the login page'])(
    'is server_error at %s, without its words, and logged',
    async (where) => {
      const broken: ActionsRuntime = {
        run: () => Promise.reject(new Error('secret of ada@example.com')),
        close: async () => {},
      };
      const login = createLoginTenant(broken);
      await login.user();
      login.deploy('post-login', 'any', 'exports.onExecutePostLogin = async () => {};');
      const seen =
        where === 'the login page'
          ? await (async () => {
              const { agent } = await logIn(login);
              return { status: agent.status, text: agent.html };
            })()
          : await (async () => {
              const response = await login.post('/oauth/token', {
                grant_type: 'password',
                client_id: 'web',
                client_secret: 'web-secret',
                username: 'ada@example.com',
                password: PASSWORD,
              });
              return { status: response.status, text: await response.text() };
            })();
      expect(seen.status).toBe(500);
      expect(seen.text).toContain('server_error');
      expect(seen.text).not.toMatch(/secret of|ada@example|\.ts/);
      const [log] = login.logs('f');
      expect(log).toMatchObject({ details: { error: { oauthError: 'server_error', type: 'Error' } } });
      expect(JSON.stringify(log)).not.toContain('secret of');
      await login.close();
    },
  );

  it('shows the tenant’s own page of errors only where it is a valid template', async () => {
    const login = createLoginTenant();
    login.change('singletons', 'tenant-settings', { error_page: { html: '{% if %}{{ broken' } });
    const response = await login.get('/authorize?client_id=nobody');
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining('invalid_request'),
    ]);
    await login.close();
  });

  it('is no form that cannot be read: it carries no CSRF token, and names nothing', async () => {
    const login = createLoginTenant();
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const status = async (path: string) => (await login.post(path, 'no parts', headers)).status;
    expect(await status('/u/login')).toBe(403);
    for (const path of ['/oauth/token', '/authorize', '/continue'])
      expect([path, await status(path)]).toEqual([path, 400]);
    await login.close();
  });
});
