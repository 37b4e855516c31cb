import { behaves } from '../../support/fidelity';
import { authorize, CALLBACK, createLoginTenant, type LoginTenant, logIn } from './login-tenant';

/** Codes and refresh tokens that come twice, at once, or after somebody ended them. */
describe('replayed tokens', () => {
  let login: LoginTenant;
  beforeEach(async () => {
    login = createLoginTenant();
    await login.user();
  });
  afterEach(() => login.close());

  const refresh = async (token: unknown) => {
    const body = { grant_type: 'refresh_token', client_id: 'spa', refresh_token: token };
    const response = await login.post('/oauth/token', body);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  behaves(
    'A code that comes a second time ends the refresh tokens of the first exchange',
    {
      source: 'RFC 6749, section 4.1.2',
      status: 'unknown',
      note: 'The RFC recommends it; Auth0 documents the refusal only. Access tokens run on until they expire.',
    },
    async () => {
      const attempt = await logIn(login);
      const tokens = await attempt.redeem();
      await expect(attempt.redeem()).rejects.toMatchObject({ error: 'invalid_grant' });
      expect((await refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
    },
  );

  it('leaves the tokens of a code alone that another client brings', async () => {
    const attempt = await logIn(login);
    const code = attempt.answer().get('code');
    const tokens = await attempt.redeem();
    const theft = { grant_type: 'authorization_code', client_id: 'other', redirect_uri: CALLBACK, code };
    expect((await login.post('/oauth/token', theft)).status).toBe(403);
    expect((await refresh(tokens.refresh_token)).status).toBe(200);
  });

  behaves(
    'The exchange has to name the callback that the authorization request named',
    { source: 'RFC 6749, section 4.1.3; community posts ("You sent null")', status: 'supported' },
    async () => {
      const code = (await logIn(login)).answer().get('code');
      const body = {
        grant_type: 'authorization_code',
        client_id: 'spa',
        code,
        code_verifier: 'x'.repeat(43),
      };
      const response = await login.post('/oauth/token', body);
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ error: 'unauthorized_client' });
    },
  );

  it('gives one of two simultaneous uses of a rotating token new tokens, and then ends the family', async () => {
    const { refresh_token: token } = await (await logIn(login)).redeem();
    const answers = await Promise.all([refresh(token), refresh(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    const winner = answers.find(({ status }) => status === 200);
    expect((await refresh(winner?.body.refresh_token)).status).toBe(403);
  });

  it('lets no exchange that is under way bring a token back that was revoked meanwhile', async () => {
    const { refresh_token: token } = await (await logIn(login)).redeem();
    const underway = refresh(token);
    await login.post('/oauth/revoke', { client_id: 'spa', token });
    expect((await underway).status).toBe(403);
    expect((await refresh(token)).status).toBe(403);
    expect(login.tenant.store.collection('refresh-tokens').count()).toBe(0);
  });

  behaves(
    'session.revoke ends the refresh tokens of the session, unless it is told to preserve them',
    { source: 'docs: actions/reference/post-login/post-login-api-object', status: 'supported' },
    async () => {
      const revoking = (options: string) => `exports.onExecutePostLogin = async (event, api) => {
        if (event.request.query.acr_values === 'end') api.session.revoke('over'${options});
      };`;
      for (const [options, status] of [
        [', { preserveRefreshTokens: true }', 200],
        ['', 403],
      ] as const) {
        login.deploy('post-login', 'revoking', revoking(options));
        const attempt = await logIn(login);
        const { refresh_token: token } = await attempt.redeem();
        const ended = await authorize(login, { acr_values: 'end', prompt: 'none' }, attempt.agent);
        expect(ended.answer().get('error_description')).toBe('over');
        expect((await refresh(token)).status).toBe(status);
      }
    },
  );
});
