import { verifyByInvitation } from '../../../scripts/local-tenant/users';
import { behaves } from '../../support/fidelity';
import {
  authorize,
  connection,
  createLoginTenant,
  type LoginTenant,
  ORIGIN,
} from '../authentication-api/login-tenant';

describe('upstream identity providers', () => {
  let login: LoginTenant;
  beforeEach(() => {
    login = createLoginTenant();
    login.put('connections', 'con_google', connection({ name: 'google-oauth2', strategy: 'google-oauth2' }));
    login.put('connections', 'con_saml', connection({ name: 'acme-saml', strategy: 'samlp' }));
    login.put('connections', 'con_azure', connection({ name: 'acme-azure', strategy: 'waad' }));
  });
  afterEach(() => login.close());

  /** Logs in at a connection with this raw profile, or with the one that the page suggests. */
  async function comeBack(name: string, profile?: unknown) {
    const attempt = await authorize(login, { connection: name });
    expect(attempt.agent.url.pathname).toBe('/u/identity-provider');
    const text = typeof profile === 'string' ? profile : JSON.stringify(profile);
    const shown = /<textarea[^>]*>([\s\S]*?)<\/textarea>/.exec(attempt.agent.html)?.[1] ?? '';
    const suggested = shown.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    await attempt.agent.submit({ profile: profile === undefined ? suggested : text }, { form: 'profile' });
    return attempt;
  }

  behaves(
    'The raw profile is normalized: user_id by provider, name, nickname and picture always, unmapped attributes at the root',
    {
      source: 'docs: manage-users/user-accounts/user-profiles/normalized-user-profiles',
      status: 'supported',
    },
    async () => {
      await comeBack('google-oauth2', {
        sub: '123',
        email: 'Grace@Example.com',
        email_verified: true,
        hd: 'example.com',
      });
      expect(login.stored('google-oauth2|123')).toMatchObject({
        email: 'grace@example.com',
        email_verified: true,
        name: 'grace@example.com',
        nickname: 'grace',
        picture: expect.stringContaining('gravatar'),
        hd: 'example.com',
        identities: [
          { provider: 'google-oauth2', user_id: '123', connection: 'google-oauth2', isSocial: true },
        ],
      });
      await comeBack('acme-saml', {
        nameID: 'ada',
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress': 'ada@acme.example',
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname': 'Ada',
        department: 'Research',
      });
      expect(login.stored('samlp|acme-saml|ada')).toMatchObject({
        email: 'ada@acme.example',
        email_verified: false,
        given_name: 'Ada',
        department: 'Research',
        identities: [{ provider: 'samlp', user_id: 'acme-saml|ada', isSocial: false }],
      });
    },
  );

  behaves(
    'email_verified is the provider’s word, false where it says nothing; Azure AD connections decide for themselves',
    {
      source: 'docs: manage-users/user-accounts/verified-email-usage; azuread-adfs-email-verification',
      status: 'supported',
    },
    async () => {
      await comeBack('acme-azure', { oid: '1', upn: 'a@acme.example', email_verified: true });
      expect(login.stored('waad|1').email_verified).toBe(true);
      login.change('connections', 'con_azure', {
        options: { should_trust_email_verified_connection: 'never_set_emails_as_verified' },
      });
      await comeBack('acme-azure', { oid: '2', upn: 'b@acme.example', email_verified: true });
      expect(login.stored('waad|2').email_verified).toBe(false);
      login.change('connections', 'con_azure', {
        options: { should_trust_email_verified_connection: 'always_set_emails_as_verified' },
      });
      await comeBack('acme-azure', { oid: '3', upn: 'c@acme.example' });
      expect(login.stored('waad|3').email_verified).toBe(true);
    },
  );

  behaves(
    'An address that an invitation verified stays so, whatever the provider says at later logins',
    {
      source: 'docs: manage-users/organizations/configure-organizations/invite-members',
      status: 'supported',
    },
    async () => {
      const id = 'samlp|acme-saml|ada';
      const logInAs = (email: string) => comeBack('acme-saml', { nameID: 'ada', email });
      await logInAs('ada@acme.example');
      verifyByInvitation(login.tenant, login.stored(id));
      await logInAs('ada@acme.example');
      expect(login.stored(id).email_verified).toBe(true);
      await logInAs('another@acme.example');
      expect(login.stored(id).email_verified).toBe(false);
    },
  );

  behaves(
    'Root attributes follow the provider at each login unless the connection says on_first_login; metadata stays',
    { source: 'docs: manage-users/user-accounts/metadata/manage-root-attributes', status: 'supported' },
    async () => {
      await comeBack('google-oauth2', { sub: '1', name: 'First', email: 'a@example.com' });
      login.change('users', 'google-oauth2|1', { app_metadata: { kept: true } });
      await comeBack('google-oauth2', {
        sub: '1',
        name: 'Second',
        email: 'a@example.com',
        app_metadata: { admin: true },
        blocked: true,
      });
      expect(login.stored('google-oauth2|1')).toMatchObject({
        name: 'Second',
        app_metadata: { kept: true },
        logins_count: 2,
      });
      expect(login.stored('google-oauth2|1')).not.toHaveProperty('blocked');
      login.change('connections', 'con_google', { options: { set_user_root_attributes: 'on_first_login' } });
      await comeBack('google-oauth2', { sub: '1', name: 'Third', email: 'a@example.com' });
      expect(login.stored('google-oauth2|1').name).toBe('Second');
    },
  );

  behaves(
    'Social and enterprise users pass post-login only, with the method "federated"',
    { source: 'docs: actions/triggers/pre-user-registration; post-login event object', status: 'supported' },
    async () => {
      login.deploy(
        'pre-user-registration',
        'deny',
        "exports.onExecutePreUserRegistration = async (event, api) => api.access.deny('no', 'no');",
      );
      login.deploy(
        'post-login',
        'look',
        "exports.onExecutePostLogin = async (event, api) => { api.idToken.setCustomClaim('https://x/methods', event.authentication.methods.map((m) => m.name)); api.idToken.setCustomClaim('https://x/strategy', event.connection.strategy); };",
      );
      const attempt = await comeBack('google-oauth2');
      expect((await attempt.redeem()).claims()).toMatchObject({
        sub: 'google-oauth2|108204268033311374519',
        'https://x/methods': ['federated'],
        'https://x/strategy': 'google-oauth2',
      });
      expect(login.outbox()).toEqual([]);
    },
  );

  it('logs a linked identity in as the user it was linked to', async () => {
    const user = await login.user();
    login.change('users', user.user_id, {
      identities: [
        ...user.identities,
        { provider: 'google-oauth2', user_id: '9', connection: 'google-oauth2', isSocial: true },
      ],
    });
    const attempt = await comeBack('google-oauth2', { sub: '9', email: 'other@example.com' });
    expect((await attempt.redeem()).claims()).toMatchObject({ sub: user.user_id, email: 'ada@example.com' });
  });

  it.each(['google-oauth2', 'acme-saml', 'acme-azure'])(
    'offers who came from %s before, who is then the same user, and somebody new',
    async (name) => {
      await comeBack(name);
      const users = () => login.tenant.store.collection<{ user_id: string; name: string }>('users').list();
      const [grace] = users();
      const again = await authorize(login, { connection: name });
      const link = (text: string) =>
        new RegExp(`<a href="([^"]+)">${text}</a>`).exec(again.agent.html)?.[1]?.replaceAll('&amp;', '&') ??
        '';
      const pick = async (text: string) => {
        await again.agent.open(ORIGIN + link(text));
        const shown = /<textarea[^>]*>([\s\S]*?)<\/textarea>/.exec(again.agent.html)?.[1] ?? '';
        return JSON.parse(shown.replaceAll('&quot;', '"').replaceAll('&amp;', '&')) as Record<
          string,
          unknown
        >;
      };
      const somebodyNew = await pick('Somebody new');
      const known = await pick(String(grace?.name));
      expect(JSON.stringify(somebodyNew)).toContain('person-');
      await again.agent.submit({ profile: JSON.stringify(known) }, { form: 'profile' });
      expect(users()).toHaveLength(1);
      expect(login.stored(grace?.user_id ?? '').logins_count).toBe(2);
      await comeBack(name, somebodyNew);
      expect(users()).toHaveLength(2);
    },
  );

  it('keeps the entry where the profile is no JSON, or names nobody', async () => {
    for (const text of ['{', '[]', '{"email":"a@b.c"}']) {
      const { agent } = await comeBack('google-oauth2', text);
      expect(agent.status).toBe(400);
      expect(agent.html).toContain('not a JSON object with an id');
      expect(agent.html).toContain(text.replaceAll('"', '&quot;'));
    }
  });

  it('tells the app where somebody cancels at the provider', async () => {
    const attempt = await authorize(login, { connection: 'google-oauth2' });
    await attempt.agent.submit({ cancel: 'true' }, { form: 'profile' });
    expect(attempt.answer().get('error')).toBe('access_denied');
  });

  it('offers the connections of the application on the login page, and no others', async () => {
    login.put('connections', 'con_internal', {
      ...connection({ name: 'internal-github', strategy: 'github' }),
      enabled_clients: [],
    });
    const { agent } = await authorize(login);
    expect(agent.html).toContain('Continue with acme-saml');
    expect(agent.html).not.toContain('internal-github');
    const refused = await authorize(login, { connection: 'internal-github' });
    expect(refused.answer().get('error_description')).toBe('the connection was not found');
  });
});
