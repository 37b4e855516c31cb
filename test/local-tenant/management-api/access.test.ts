import { createManagementApi } from '../../../scripts/local-tenant/management-api';
import { OPERATIONS } from '../../../scripts/local-tenant/management-api/operations';
import { MANAGEMENT_SCOPES } from '../../../scripts/local-tenant/seed/management-scopes';
import { behaves } from '../../support/fidelity';
import { testApi } from './api';

const DOCS = 'docs: secure/tokens/access-tokens/management-api-access-tokens';

describe('who may call', () => {
  behaves(
    'a request without a token is 401, with a malformed header 400',
    { source: DOCS, status: 'supported' },
    async () => {
      const api = testApi();
      expect((await api.as(undefined, 'GET', '/roles')).body).toEqual({
        statusCode: 401,
        error: 'Unauthorized',
        message: 'Missing authentication',
      });
      expect((await api.as('Basic eA==', 'GET', '/roles')).status).toBe(400);
    },
  );

  behaves(
    'an expired token, a foreign one and one for another audience are 401',
    {
      source: DOCS,
      status: 'unknown',
      note: 'the status is documented; the wording of `message` is that of older tenants',
    },
    async () => {
      const api = testApi();
      const expired = await api.token(['read:roles'], { exp: 1 });
      expect((await api.as(expired, 'GET', '/roles')).body.message).toMatch(/^Expired token/);
      const foreign = await testApi({ ownKey: true }).token(['read:roles']);
      expect((await api.as(foreign, 'GET', '/roles')).body.message).toMatch(/^Invalid signature/);
      const elsewhere = await api.token(['read:roles'], { aud: 'https://api.example.com' });
      expect((await api.as(elsewhere, 'GET', '/roles')).body).toMatchObject({
        statusCode: 401,
        message: 'Bad audience: https://api.example.com',
      });
      expect((await api.as('Bearer nonsense', 'GET', '/roles')).body.message).toBe('Invalid token');
    },
  );

  behaves(
    'a token without the scope is refused with the scopes that would do',
    { source: 'recordings: GET /connections-directory-provisionings', status: 'supported' },
    async () => {
      const api = testApi();
      const reader = await api.token(['read:clients']);
      expect((await api.as(reader, 'GET', '/roles')).body).toEqual({
        statusCode: 403,
        error: 'Forbidden',
        message: 'Insufficient scope, expected any of: read:roles',
        errorCode: 'insufficient_scope',
      });
      expect((await api.as(reader, 'GET', '/clients')).status).toBe(200);
    },
  );

  behaves(
    'secrets of applications are shown to callers with read:client_keys alone',
    { source: 'docs: api/management/v2/clients/get-clients', status: 'supported' },
    async () => {
      const api = testApi();
      const { body: client } = await api.post('/clients', { name: 'app' });
      expect(client.client_secret).toHaveLength(64);
      const reader = await api.token(['read:clients']);
      const { body } = await api.as(reader, 'GET', `/clients/${client.client_id}`);
      expect(body.name).toBe('app');
      expect(JSON.stringify(body)).not.toContain(client.client_secret);
      expect(body).not.toHaveProperty('signing_keys');
    },
  );

  it('is another API for each tenant: a token for one path prefix is none for another', async () => {
    const api = testApi();
    const base = 'https://localhost:4443/t/acme';
    const authorization = await api.token(['read:roles'], { iss: `${base}/`, aud: `${base}/api/v2/` });
    const app = createManagementApi(api.tenant);
    const ask = (basePath: string) =>
      app.request('https://localhost:4443/api/v2/roles', { headers: { authorization } }, { basePath });
    expect((await ask('/t/acme')).status).toBe(200);
    expect((await ask('/t/other')).status).toBe(401);
    expect((await ask('')).status).toBe(401);
  });

  it('answers unknown paths with 404', async () => {
    const api = testApi();
    expect((await api.get('/no-such-thing')).body).toEqual({
      statusCode: 404,
      error: 'Not Found',
      message: 'Not Found',
    });
  });

  it('answers a fault of its own with Auth0’s 500 and keeps where it happened, not what it said', async () => {
    const api = testApi();
    await api.get('/roles');
    const { store } = api.tenant;
    const collection = store.collection.bind(store);
    store.collection = ((name: string) => {
      if (name === 'roles') throw new Error('ada@example.com');
      return collection(name);
    }) as typeof store.collection;
    const { status, body } = await api.get('/roles');
    expect([status, body]).toEqual([
      500,
      {
        statusCode: 500,
        error: 'Internal Server Error',
        message: 'An internal server error occurred',
      },
    ]);
    const [entry] = collection('logs').newest(1);
    expect(entry).toMatchObject({ type: 'fapi', description: 'GET /api/v2/roles' });
    expect(JSON.stringify(entry)).not.toContain('ada@example.com');
    expect(JSON.stringify(entry)).toContain('access.test');
  });
});

it('has no operation that the seeded deploy client may not call', () => {
  const forUsersThemselves = /:current_user|passwords_checking_job/;
  const missing = OPERATIONS.flatMap(({ scopes }) => scopes)
    .filter((scope) => !forUsersThemselves.test(scope))
    .filter((scope) => !MANAGEMENT_SCOPES.includes(scope));
  expect(missing).toEqual([]);
});

behaves(
  'groups, keys that customers bring, connected accounts and the stream of events are not there: 404',
  {
    source: 'auth0 SDK 6.4',
    status: 'differs',
    note: 'the local tenant has no users from directories, no encryption at rest and sends no events',
  },
  async () => {
    const api = testApi();
    for (const path of ['/groups', '/keys/encryption', '/keys/custom-signing', '/events']) {
      expect([path, (await api.get(path)).body.statusCode]).toEqual([path, 404]);
    }
  },
);

describe('what a body may be', () => {
  behaves(
    'JSON is what it says, another type is 415, more than 1 MB is 413',
    { source: 'docs: api/management/v2 (size); hapi (types)', status: 'unknown', note: 'wording assumed' },
    async () => {
      const api = testApi();
      const authorization = await api.token(['create:roles']);
      const send = async (body: string, type?: string) => {
        const headers = { authorization, ...(type === undefined ? {} : { 'content-type': type }) };
        const bytes = new TextEncoder().encode(body);
        const response = await api.request('/api/v2/roles', { method: 'POST', headers, body: bytes });
        return [response.status, ((await response.json()) as { message?: string }).message];
      };
      expect(await send('{"name":"a"}')).toEqual([200, undefined]);
      expect(await send('{"name":"b"}', 'application/json; charset=utf-8')).toEqual([200, undefined]);
      expect(await send('{"name":', 'application/json')).toEqual([
        400,
        'Invalid request payload JSON format',
      ]);
      expect(await send('<name/>', 'application/xml')).toEqual([415, 'Unsupported Media Type']);
      const large = JSON.stringify({ name: 'x'.repeat(1_100_000) });
      expect((await send(large, 'application/json'))[0]).toBe(413);
    },
  );
});
