import * as oidc from 'openid-client';
import { behaves } from '../../support/fidelity';
import {
  API,
  authorize,
  claimsOf,
  createLoginTenant,
  DATABASE,
  type LoginTenant,
  logIn,
  oidcClient,
} from './login-tenant';

describe('organizations', () => {
  let login: LoginTenant;
  let userId: string;
  beforeEach(async () => {
    login = createLoginTenant();
    userId = (await login.user()).user_id;
    login.put('organizations', 'org_acme', {
      id: 'org_acme',
      name: 'acme',
      display_name: 'Acme',
      metadata: { tier: 'gold' },
    });
  });
  afterEach(() => login.close());

  const join = () =>
    login.put('organization-members', `org_acme:${userId}`, { organization_id: 'org_acme', user_id: userId });

  behaves(
    'organization=… puts org_id into both tokens and the organization into the event, at refresh too',
    { source: 'docs: manage-users/organizations/using-tokens', status: 'supported' },
    async () => {
      join();
      login.deploy(
        'post-login',
        'look',
        "exports.onExecutePostLogin = async (event, api) => { api.idToken.setCustomClaim('https://x/org', event.organization) }",
      );
      const tokens = await (await logIn(login, { organization: 'org_acme' })).redeem();
      expect(tokens.claims()).toMatchObject({
        org_id: 'org_acme',
        'https://x/org': { id: 'org_acme', name: 'acme', display_name: 'Acme', metadata: { tier: 'gold' } },
      });
      expect(claimsOf(tokens.access_token)).toMatchObject({ org_id: 'org_acme' });
      expect(tokens.claims()).not.toHaveProperty('org_name');
      const refreshed = await oidc.refreshTokenGrant(await oidcClient(login), tokens.refresh_token ?? '');
      expect(refreshed.claims()).toMatchObject({ org_id: 'org_acme', 'https://x/org': { id: 'org_acme' } });
    },
  );

  behaves(
    'A client gets a token for an organization only where its grant allows one, and for those alone that the grant is associated with',
    {
      source: 'docs: manage-users/organizations/organizations-for-m2m-applications',
      status: 'unknown',
      note: 'The texts of the refusals are assumed: those of a login.',
    },
    async () => {
      const ask = async (rules: object, organization?: string) => {
        login.change('client-grants', 'cgr_machine', {
          organization_usage: undefined,
          allow_any_organization: undefined,
          ...rules,
        });
        const response = await login.post('/oauth/token', {
          grant_type: 'client_credentials',
          client_id: 'machine',
          client_secret: 'machine-secret',
          audience: API,
          ...(organization === undefined ? {} : { organization }),
        });
        const { access_token: token, error } = (await response.json()) as Record<string, string>;
        return token === undefined ? error : (claimsOf(token).org_id ?? 'none');
      };
      const allowed = { organization_usage: 'allow' };
      expect(await ask({})).toBe('none');
      expect(await ask({}, 'org_acme')).toBe('invalid_request');
      expect(await ask({ organization_usage: 'require' })).toBe('invalid_request');
      expect(await ask(allowed, 'org_acme')).toBe('access_denied');
      expect(await ask({ ...allowed, allow_any_organization: true }, 'org_acme')).toBe('org_acme');
      expect(await ask({ ...allowed, allow_any_organization: true }, 'org_nobody')).toBe('invalid_request');
      login.put('organization-client-grants', 'org_acme', { items: [{ id: 'cgr_machine' }] });
      expect(await ask(allowed, 'org_acme')).toBe('org_acme');
    },
  );

  behaves(
    'A refresh ends with the membership, and with the organization',
    {
      source: 'not established',
      status: 'unknown',
      note: 'Assumed: access_denied as at a login, so that no app counts on tokens for an organization that the user has left; invalid_grant once it is deleted.',
    },
    async () => {
      join();
      const tokens = await (await logIn(login, { organization: 'org_acme' })).redeem();
      const client = await oidcClient(login);
      const refresh = () => oidc.refreshTokenGrant(client, tokens.refresh_token ?? '');
      login.tenant.store.collection('organization-members').delete(`org_acme:${userId}`);
      await expect(refresh()).rejects.toMatchObject({ status: 403, error: 'access_denied' });
      login.tenant.store.collection('organizations').delete('org_acme');
      await expect(refresh()).rejects.toMatchObject({ status: 403, error: 'invalid_grant' });
    },
  );

  it('lets only members in', async () => {
    const { answer } = await logIn(login, { organization: 'org_acme' });
    expect(answer().get('error')).toBe('access_denied');
    expect(answer().get('error_description')).toBe(`user ${userId} is not part of the org_acme organization`);
  });

  it('makes a member of whoever logs in where the connection does so', async () => {
    login.put('organization-connections', 'org_acme', {
      items: [{ connection_id: DATABASE.id, assign_membership_on_login: true }],
    });
    expect((await logIn(login, { organization: 'org_acme' })).answer().get('code')).not.toBeNull();
    expect(login.tenant.store.collection('organization-members').get(`org_acme:${userId}`)).toBeDefined();
  });

  it('takes a name for an id, and shows it, only where the tenant allows it', async () => {
    join();
    const refused = await authorize(login, { organization: 'acme' });
    expect(refused.answer().get('error_description')).toBe('parameter organization is invalid');
    login.change('singletons', 'tenant-settings', { allow_organization_name_in_authentication_api: true });
    const tokens = await (await logIn(login, { organization: 'ACME' })).redeem();
    expect(tokens.claims()).toMatchObject({ org_id: 'org_acme', org_name: 'acme' });
  });

  it('follows the client’s organization_usage', async () => {
    login.change('clients', 'spa', { organization_usage: 'deny' });
    const denied = await authorize(login, { organization: 'org_acme' });
    expect(denied.answer().get('error_description')).toBe(
      'parameter organization is not allowed for this client',
    );
    login.change('clients', 'spa', { organization_usage: 'require' });
    const required = await authorize(login);
    expect(required.answer().get('error_description')).toBe(
      'parameter organization is required for this client',
    );
  });

  behaves(
    'Roles are those of the organization in a login to it, and the user’s own otherwise',
    { source: 'docs: actions/reference/post-login/post-login-event-object', status: 'supported' },
    async () => {
      login.put('roles', 'rol_1', { id: 'rol_1', name: 'reader' });
      login.put('roles', 'rol_2', { id: 'rol_2', name: 'admin' });
      login.put('user-roles', userId, { items: ['rol_1'] });
      login.put('organization-members', `org_acme:${userId}`, {
        organization_id: 'org_acme',
        user_id: userId,
        roles: ['rol_2'],
      });
      login.deploy(
        'post-login',
        'look',
        "exports.onExecutePostLogin = async (event, api) => { api.idToken.setCustomClaim('https://x/roles', event.authorization.roles) }",
      );
      expect((await (await logIn(login)).redeem()).claims()).toMatchObject({ 'https://x/roles': ['reader'] });
      const inside = await (await logIn(login, { organization: 'org_acme' })).redeem();
      expect(inside.claims()).toMatchObject({ 'https://x/roles': ['admin'] });
    },
  );

  behaves(
    'An invitation makes its addressee a member with its roles and verifies the address, once',
    {
      source: 'docs: manage-users/organizations/configure-organizations/invite-members',
      status: 'supported',
    },
    async () => {
      const invite = (email: string) =>
        login.put('organization-invitations', 'uinv_1', {
          id: 'uinv_1',
          organization_id: 'org_acme',
          ticket_id: 'ticket',
          invitee: { email },
          roles: ['rol_1'],
          expires_at: '2999-01-01T00:00:00.000Z',
        });
      login.change('users', userId, { email_verified: false });
      invite('bob@example.com');
      const parameters = { organization: 'org_acme', invitation: 'ticket' };
      const wrong = await logIn(login, parameters);
      expect(wrong.answer().get('error')).toBe('access_denied');

      invite('ada@example.com');
      const started = await authorize(login, parameters);
      expect(started.agent.html).toContain('value="ada@example.com"');
      const right = await logIn(login, parameters);
      expect((await right.redeem()).claims()).toMatchObject({ org_id: 'org_acme', email_verified: true });
      expect(login.tenant.store.collection('organization-members').get(`org_acme:${userId}`)).toMatchObject({
        roles: ['rol_1'],
      });
      expect(login.tenant.store.collection('organization-invitations').count()).toBe(0);
    },
  );
});
