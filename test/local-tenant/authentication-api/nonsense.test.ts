import fc from 'fast-check';
import { authorize, CALLBACK, connection, createLoginTenant, type LoginTenant, ORIGIN } from './login-tenant';

/** Whatever is sent, the answer is a refusal in the endpoint's own terms: never an internal error. */
describe('nonsense', () => {
  let login: LoginTenant;
  beforeAll(async () => {
    login = createLoginTenant();
    await login.user();
    login.put('connections', 'con_google', connection({ name: 'google-oauth2', strategy: 'google-oauth2' }));
    login.put('connections', 'con_email', connection({ name: 'email', strategy: 'email' }));
  });
  afterAll(() => login.close());

  const NAMES = [
    'client_id',
    'client_secret',
    'grant_type',
    'code',
    'code_verifier',
    'redirect_uri',
    'refresh_token',
    'scope',
    'audience',
    'username',
    'password',
    'realm',
    'otp',
    'email',
    'phone_number',
    'connection',
    'user_metadata',
    'token',
    'organization',
    'name',
    'state',
    '__proto__',
    'constructor',
    'ulp-x',
  ];
  const word = fc.oneof(
    fc.constantFrom(
      'spa',
      'web',
      'web-secret',
      'machine',
      'Users',
      'email',
      'google-oauth2',
      'ada@example.com',
      'my-api',
      CALLBACK,
      'authorization_code',
      'refresh_token',
      'password',
      'client_credentials',
      'openid',
      'http://auth0.com/oauth/grant-type/passwordless/otp',
      '\u0000',
      '%',
      '\ud800',
      '__proto__',
    ),
    fc.string({ maxLength: 40 }),
  );
  const value = fc.oneof(
    { weight: 4, arbitrary: word },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  );
  const body = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 10 });
  const texts = fc.dictionary(fc.constantFrom(...NAMES), word, { maxKeys: 10 });

  it.each([
    '/oauth/token',
    '/oauth/revoke',
    '/dbconnections/signup',
    '/dbconnections/change_password',
    '/passwordless/start',
  ])('in the body of %s', async (path) => {
    await fc.assert(
      fc.asyncProperty(body, async (fields) => {
        const response = await login.post(path, fields);
        expect(response.status).not.toBe(500);
        if (response.status >= 400) expect(Object.keys((await response.json()) as object)).not.toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('in the query of /authorize and /v2/logout', async () => {
    const names = fc.constantFrom(
      'client_id',
      'redirect_uri',
      'response_type',
      'response_mode',
      'scope',
      'state',
      'nonce',
      'prompt',
      'max_age',
      'ui_locales',
      'audience',
      'connection',
      'organization',
      'code_challenge',
      'code_challenge_method',
      'screen_hint',
      'login_hint',
      'returnTo',
      'id_token_hint',
      'invitation',
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, word, { maxKeys: 8 }), async (query) => {
        for (const path of ['/authorize', '/v2/logout', '/oidc/logout']) {
          const known = { client_id: 'spa', response_type: 'code', redirect_uri: CALLBACK };
          for (const parameters of [query, { ...known, ...query }]) {
            const response = await login.get(`${path}?${new URLSearchParams(parameters)}`);
            expect([200, 302, 400, 403]).toContain(response.status);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('in the forms of the pages', async () => {
    const { agent } = await authorize(login);
    const state = agent.url.searchParams.get('state') ?? '';
    const token = /name="_csrf" value="([^"]+)"/.exec(agent.html)?.[1] ?? '';
    const cookie = `gatehouse_csrf=${agent.cookies.get('gatehouse_csrf')}`;
    const pages = [
      '/u/login',
      '/u/signup',
      '/u/reset-password/request',
      '/u/reset-verify',
      '/u/form',
      '/u/mfa',
      '/u/passwordless?connection=email',
      '/u/identity-provider?connection=google-oauth2',
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...pages), texts, async (page, fields) => {
        const url = new URL(page, ORIGIN);
        url.searchParams.set('state', state);
        const form = new URLSearchParams({ ...fields, _csrf: token });
        const response = await login.send(
          new Request(url, { method: 'POST', headers: { cookie }, body: form }),
        );
        expect([200, 302, 303, 400, 403, 429]).toContain(response.status);
      }),
      { numRuns: 150 },
    );
  });
});
