import { localFormId } from '../../../scripts/config';
import { RESOURCES } from '../../../scripts/local-tenant/management-api/resources/resource-table';
import { SINGLETONS } from '../../../scripts/local-tenant/management-api/resources/singleton-table';
import { behaves } from '../../support/fidelity';
import { addDatabase, DATABASE, testApi } from './api';

const RECORDED = 'recordings';

describe('alike resources', () => {
  it.each(RESOURCES.map(({ path }) => path))('%s: created, read, changed, listed, deleted', async (path) => {
    const api = testApi();
    const resource = RESOURCES.find((candidate) => candidate.path === path);
    const has = (operation: (typeof OPERATIONS_OF_A_RESOURCE)[number]) =>
      resource?.without?.includes(operation) !== true;
    if (!has('create')) {
      expect((await api.get(path)).body).toEqual([]);
      return;
    }
    const made = await api.post(path, BODIES[path] ?? { name: 'one' });
    expect([200, 201]).toContain(made.status);
    if (resource?.unique) {
      expect((await api.post(path, BODIES[path] ?? { name: 'one' })).body).toMatchObject({
        statusCode: 409,
        errorCode: resource.unique.errorCode,
      });
    }
    const id = made.body[resource?.idField ?? 'id'];
    if (has('list')) {
      const { body } = await api.get(
        `${path}?include_totals=true`.replace(/\?.*/, resource?.paging === 'classic' ? '$&' : ''),
      );
      const list = Array.isArray(body) ? body : body[resource?.key ?? ''];
      expect(list).toHaveLength(1);
    }
    if (has('get')) expect((await api.get(`${path}/${id}`)).status).toBe(200);
    if (has('update')) expect((await api.patch(`${path}/${id}`, PATCHES[path] ?? {})).status).toBe(200);
    if (!has('delete')) return;
    expect((await api.delete(`${path}/${id}`)).status).toBe(204);
    const gone = await api.delete(`${path}/${id}`);
    expect([gone.status, gone.body.statusCode, gone.body.error]).toEqual([404, 404, 'Not Found']);
    expect(gone.body.errorCode).toEqual(expect.any(String));
  });

  it.each(SINGLETONS.map(({ path }) => path))('%s: read and written', async (path) => {
    const api = testApi({ entitlements: ['akamai-signals'] });
    const singleton = SINGLETONS.find((candidate) => candidate.path === path);
    for (const method of singleton?.write ?? []) {
      const write = method === 'PUT' ? api.put : api.patch;
      expect((await write(path, singleton?.initial ?? {})).status).toBe(200);
    }
    if (singleton?.read) expect((await api.get(path)).body).toEqual(singleton.initial);
  });
});

const OPERATIONS_OF_A_RESOURCE = ['list', 'create', 'get', 'update', 'delete'] as const;

const BODIES: Record<string, unknown> = {
  '/agents': { name: 'a', client_id: 'c' },
  '/device-credentials': { device_name: 'd', type: 'public_key', value: 'v', device_id: '1' },
  '/rules': { name: 'r', script: 'function (user, context, callback) {}' },
  '/hooks': { name: 'h', script: 'x', triggerId: 'pre-user-registration' },
  '/client-grants': { client_id: 'c', audience: 'https://api.example.com', scope: [] },
  '/network-acls': { description: 'd', active: true, rule: { action: { block: true }, scope: 'tenant' } },
  '/user-attribute-profiles': { name: 'p', user_attributes: {} },
  '/token-exchange-profiles': {
    name: 't',
    action_id: 'a',
    subject_token_type: 'https://x',
    type: 'custom_authentication',
  },
  '/rate-limit-policies': {
    resource: 'oauth',
    consumer: 'client',
    consumer_selector: 'c',
    configuration: {},
  },
  '/branding/phone/providers': { name: 'twilio', credentials: { auth_token: 'secret' } },
  '/branding/themes': { borders: {}, colors: {}, fonts: {}, page_background: {}, widget: {} },
  '/custom-domains': { domain: 'login.example.com', type: 'auth0_managed_certs' },
  '/organization-templates': {
    name: 'o',
    organization_deletion_behavior: 'block',
    enforce_permission_ceiling: true,
    enforce_self_assignment_restriction: true,
  },
  '/verifiable-credentials/verification/templates': {
    name: 'v',
    type: 'mdl',
    dialect: 'simplified/1.0',
    presentation: {},
    well_known_trusted_issuers: 'none',
  },
};

/** Where a change needs something. */
const PATCHES: Record<string, unknown> = {
  '/branding/themes': BODIES['/branding/themes'],
  '/rate-limit-policies': { configuration: {} },
};

describe('what is particular', () => {
  behaves(
    'a role is created and deleted with 200, a connection deleted with 202',
    { source: RECORDED, status: 'supported' },
    async () => {
      const api = testApi();
      const { status, body: role } = await api.post('/roles', { name: 'Admin', description: 'd' });
      expect([status, role.type]).toEqual([200, 'tenant']);
      expect(role.id).toMatch(/^rol_[A-Za-z0-9]{16}$/);
      const permission = { resource_server_identifier: 'https://api', permission_name: 'read:all' };
      expect((await api.post(`/roles/${role.id}/permissions`, { permissions: [permission] })).status).toBe(
        201,
      );
      const { body } = await api.get(`/roles/${role.id}/permissions?include_totals=true`);
      expect(body).toMatchObject({ permissions: [permission], total: 1 });
      const gone = await api.delete(`/roles/${role.id}`);
      expect([gone.status, gone.body]).toEqual([200, {}]);
      const id = await addDatabase(api);
      const deleted = await api.delete(`/connections/${id}`);
      expect([deleted.status, Object.keys(deleted.body)]).toEqual([202, ['deleted_at']]);
    },
  );

  behaves(
    'a PATCH of a connection replaces its options whole',
    {
      source: 'docs: authenticate/identity-providers/configure-connection-sync-with-auth0',
      status: 'supported',
    },
    async () => {
      const api = testApi();
      const id = await addDatabase(api);
      const { body } = await api.patch(`/connections/${id}`, { options: { import_mode: true } });
      expect(body.options).toEqual({ import_mode: true });
      const again = await api.post('/connections', { name: DATABASE, strategy: 'auth0' });
      expect([again.status, again.body.statusCode]).toEqual([409, 409]);
      expect((await api.post('/connections', { name: 'no spaces!', strategy: 'samlp' })).body).toMatchObject({
        statusCode: 400,
        errorCode: 'invalid_body',
      });
    },
  );

  behaves(
    'the clients of a connection are switched on and off one by one, and forgotten when deleted',
    { source: RECORDED, status: 'supported' },
    async () => {
      const api = testApi();
      const id = await addDatabase(api);
      const { body: client } = await api.post('/clients', { name: 'app' });
      const change = [{ client_id: client.client_id, status: true }];
      expect((await api.patch(`/connections/${id}/clients`, change)).status).toBe(204);
      expect((await api.get(`/connections/${id}/clients?take=100`)).body).toEqual({
        clients: [{ client_id: client.client_id }],
      });
      expect((await api.get(`/connections/${id}`)).body.enabled_clients).toEqual([client.client_id]);
      expect((await api.delete(`/clients/${client.client_id}`)).status).toBe(204);
      expect((await api.get(`/connections/${id}`)).body.enabled_clients).toEqual([]);
    },
  );

  behaves(
    'session lifetimes are sent in minutes and read in hours',
    { source: RECORDED, status: 'supported' },
    async () => {
      const api = testApi();
      const { body } = await api.patch('/tenants/settings', {
        friendly_name: 'Acme',
        session_lifetime_in_minutes: 181,
        flags: { enable_sso: false },
      });
      expect(body.session_lifetime).toBeCloseTo(181 / 60);
      const { body: read } = await api.get('/tenants/settings');
      const some = await api.get('/tenants/settings?fields=sandbox_version&include_fields=true');
      expect(some.body).toEqual({ sandbox_version: read.sandbox_version });
      expect(read).toMatchObject({
        friendly_name: 'Acme',
        flags: { enable_sso: false, universal_login: true },
      });
      expect(read).not.toHaveProperty('session_lifetime_in_minutes');
      expect(read.sandbox_versions_available).toContain('22');
      expect(body).not.toHaveProperty('sandbox_versions_available');
      const both = { session_lifetime: 1, session_lifetime_in_minutes: 60 };
      expect((await api.patch('/tenants/settings', both)).status).toBe(400);
    },
  );

  behaves(
    'an email template is 404 until it is created, and created once',
    { source: 'recordings; recordings of go-auth0 for the 409', status: 'supported' },
    async () => {
      const api = testApi();
      const template = { template: 'verify_email', body: 'b', subject: 's', enabled: true, syntax: 'liquid' };
      const missing = await api.patch('/email-templates/verify_email', template);
      expect(missing.body).toEqual({
        statusCode: 404,
        error: 'Not Found',
        message: 'The template does not exist.',
        errorCode: 'inexistent_email_template',
      });
      expect((await api.post('/email-templates', template)).status).toBe(200);
      expect((await api.post('/email-templates', template)).body.message).toBe(
        'Template verify_email already exists.',
      );
      expect((await api.patch('/email-templates/verify_email', { enabled: false })).body).toEqual({
        ...template,
        enabled: false,
      });
      expect((await api.get('/email-templates/no_such')).status).toBe(400);
    },
  );

  behaves(
    'a PATCH of a phone template leaves in its content what it does not name',
    { source: RECORDED, status: 'supported' },
    async () => {
      const api = testApi();
      const { body: template } = await api.post('/branding/phone/templates', { type: 'otp_verify' });
      const content = { body: { text: '{{ code }}', voice: '{{ code }}' } };
      const { body } = await api.patch(`/branding/phone/templates/${template.id}`, { content });
      expect(body.content).toEqual({ syntax: 'liquid', ...content });
    },
  );

  behaves(
    'credentials of email and phone providers, and tokens of event streams, never come back',
    { source: RECORDED, status: 'supported' },
    async () => {
      const api = testApi();
      expect((await api.get('/emails/provider')).body.errorCode).toBe('inexistent_email_provider');
      const provider = {
        name: 'mandrill',
        credentials: { api_key: 'hidden' },
        default_from_address: 'a@b.example',
      };
      const email = await api.post('/emails/provider', provider);
      const phone = await api.post('/branding/phone/providers', {
        name: 'twilio',
        credentials: { t: 'hidden' },
      });
      const stream = await api.post('/event-streams', {
        name: 's',
        destination: {
          type: 'webhook',
          configuration: { webhook_authorization: { method: 'bearer', token: 'hidden' } },
        },
      });
      expect(email.body.credentials).toEqual({});
      expect(phone.body.credentials).toBeNull();
      expect(JSON.stringify([email.body, phone.body, stream.body])).not.toContain('hidden');
      expect((await api.get('/emails/provider?fields=name,enabled&include_fields=true')).body).toEqual({
        name: 'mandrill',
        enabled: true,
      });
    },
  );

  behaves(
    'the id of a form follows from its name',
    {
      source: 'design of the local tenant',
      status: 'differs',
      note: 'Auth0 gives random ids; so `local` can be built before the form exists',
    },
    async () => {
      const api = testApi();
      const { status, body } = await api.post('/forms', {
        name: 'accept-terms',
        nodes: [{ id: 'f', type: 'FLOW' }],
      });
      expect([status, body.id]).toEqual([201, localFormId('accept-terms')]);
      expect(body).not.toHaveProperty('flow_count');
      const { body: list } = await api.get('/forms?page=0&per_page=100&include_totals=true');
      expect(list.forms[0]).toMatchObject({ flow_count: 1 });
      expect(list.forms[0]).not.toHaveProperty('nodes');
      expect((await api.post('/forms', { name: 'accept-terms' })).body.id).not.toBe(body.id);
    },
  );

  behaves(
    'prompt partials take known entry points and 10,000 characters; texts take 30 variables',
    {
      source: 'docs: customize/login-pages/universal-login/customize-signup-and-login-prompts',
      status: 'differs',
      note: 'a custom domain and a page template are not asked for',
    },
    async () => {
      const api = testApi();
      const put = (partials: unknown, prompt = 'signup') => api.put(`/prompts/${prompt}/partials`, partials);
      const partial = { signup: { 'form-content-end': '<input name="ulp-terms">' } };
      expect((await put(partial)).status).toBe(200);
      expect((await api.get('/prompts/signup/partials')).body).toEqual(partial);
      expect((await put({ signup: { 'form-middle': 'x' } })).status).toBe(400);
      expect((await put({ signup: { 'form-content-end': 'x'.repeat(10_001) } })).status).toBe(400);
      expect((await put(partial, 'mfa')).status).toBe(400);
      const variables = Object.fromEntries(Array.from({ length: 31 }, (_, index) => [`var-${index}`, 'x']));
      expect((await api.put('/prompts/signup/custom-text/en', { signup: variables })).status).toBe(400);
      expect((await api.put('/prompts/signup/custom-text/en', { signup: { title: 'T' } })).status).toBe(200);
      expect((await api.get('/prompts/signup/custom-text/en')).body).toEqual({ signup: { title: 'T' } });
      expect((await api.get('/prompts/signup/custom-text/de')).body).toEqual({});
    },
  );

  behaves(
    'a paid feature that the tenant lacks is 403',
    { source: 'recordings: GET /supplemental-signals', status: 'supported' },
    async () => {
      const { status, body } = await testApi().get('/supplemental-signals');
      expect([status, body.errorCode]).toEqual([403, 'insufficient_scope']);
    },
  );

  it('keeps what hangs on an organization with it', async () => {
    const api = testApi();
    const connectionId = await addDatabase(api);
    const { body: organization } = await api.post('/organizations', { name: 'acme', display_name: 'Acme' });
    const path = `/organizations/${organization.id}`;
    expect((await api.get('/organizations/name/acme')).body.id).toBe(organization.id);
    expect((await api.post('/organizations', { name: 'acme' })).status).toBe(409);
    expect((await api.post('/organizations', { name: 'Not Allowed' })).status).toBe(400);
    const link = await api.post(`${path}/enabled_connections`, { connection_id: connectionId });
    expect([link.status, link.body.connection]).toEqual([201, { name: DATABASE, strategy: 'auth0' }]);
    const changed = await api.patch(`${path}/connections/${connectionId}`, {
      assign_membership_on_login: true,
    });
    expect(changed.body.assign_membership_on_login).toBe(true);
    expect((await api.get(`${path}/connections?include_totals=true`)).body.total).toBe(1);
    const { body: domain } = await api.post(`${path}/discovery-domains`, { domain: 'acme.example' });
    expect((await api.get(`${path}/discovery-domains?take=50`)).body.domains).toEqual([domain]);
    const again = await api.post(`${path}/discovery-domains`, { domain: 'acme.example' });
    const noGrant = await api.post(`${path}/client-grants`, { grant_id: 'cgr_none' });
    expect([again.status, noGrant.status]).toEqual([409, 404]);
    const invite = (clientId: unknown) =>
      api.post(`${path}/invitations`, {
        client_id: clientId,
        inviter: { name: 'Ada' },
        invitee: { email: 'bob@example.com' },
      });
    const { body: client } = await api.post('/clients', {
      name: 'for organizations',
      organization_usage: 'allow',
      initiate_login_uri: 'https://app.example.com/login?a=b',
    });
    const { body: invitation } = await invite(client.client_id);
    expect(invitation.invitation_url).toMatch(/^https:\/\/app\.example\.com\/login\?a=b&invitation=\w+&/);
    expect(invitation.invitation_url).toContain(`organization=${organization.id}`);
    await api.patch(`/clients/${client.client_id}`, { organization_usage: 'deny' });
    for (const clientId of [client.client_id, 'nobody']) {
      expect(await invite(clientId)).toMatchObject({
        status: 400,
        body: { message: expect.stringContaining(`(${clientId})`) },
      });
    }
    expect((await api.delete(path)).status).toBe(204);
    expect((await api.get(path)).status).toBe(404);
  });
});

const LEFT_OUT = [
  '/groups',
  '/keys/encryption',
  '/keys/custom-signing',
  '/keys/network-acls',
  '/connections/con_1/keys',
  '/flows/af_1/executions/1',
  '/organization-templates/tem_1/organizations',
  '/events',
];

describe('what is left out', () => {
  behaves(
    'groups, encryption keys, keys of connections, executions of flows and organizations of a template are not there',
    {
      source: 'auth0 SDK 6.4',
      status: 'differs',
      note: 'these operations answer 404: nothing in gatehouse or the Deploy CLI calls them',
    },
    async () => {
      const api = testApi();
      for (const path of LEFT_OUT) expect([path, (await api.get(path)).status]).toEqual([path, 404]);
    },
  );
  behaves('`deploy: true` in POST /actions/actions is taken and ignored', {
    source: 'auth0 SDK 6.4',
    status: 'differs',
    note: 'deploy with POST /actions/actions/{id}/deploy, as the Deploy CLI does',
  });
  behaves('a checkpoint is a position in the list', {
    source: 'docs: api/management/v2/introduction (checkpoint pagination)',
    status: 'differs',
    note: 'where something is deleted between two pages, one entry can be skipped',
  });
});
