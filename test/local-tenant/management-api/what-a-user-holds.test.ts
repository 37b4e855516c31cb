import { jwks, signJwt, verifyJwt } from '../../../scripts/local-tenant/tokens';
import { behaves } from '../../support/fidelity';
import { addAction, addDatabase, DATABASE, type TestApi, testApi } from './api';

async function apiWithUser(): Promise<{ api: TestApi; userId: string; path: string }> {
  const api = testApi({ ownKey: true });
  await addDatabase(api);
  const { body } = await api.post('/users', {
    connection: DATABASE,
    email: 'ada@example.com',
    password: 'Correct-Horse-9',
  });
  return { api, userId: body.user_id, path: `/users/${encodeURIComponent(body.user_id)}` };
}

/** One session with a refresh token that was rotated once, as a login leaves them. */
function logIn({ tenant }: TestApi, userId: string, session: string): void {
  const time = tenant.now().toISOString();
  tenant.store.collection('sessions').put(session, {
    id: session,
    user_id: userId,
    clients: [{ client_id: 'spa' }],
    methods: [{ name: 'pwd', timestamp: time }],
    cookie_mode: 'persistent',
    created_at: time,
    metadata: { device: 'old' },
  });
  for (const hash of [`${session}-1`, `${session}-2`]) {
    tenant.store.collection('refresh-tokens').put(hash, {
      id: `rt-${session}`,
      token_hash: hash,
      family_id: `family-${session}`,
      user_id: userId,
      client_id: 'spa',
      scope: 'openid offline_access',
      created_at: time,
      grant: { session_id: session },
    });
  }
}

describe('sessions and refresh tokens', () => {
  behaves(
    'are read, marked and revoked one by one or together; revoking a session takes its refresh tokens along',
    {
      source: 'docs: manage-users/sessions/manage-user-sessions-with-auth0-management-api; auth0 SDK 6.4',
      status: 'unknown',
      note: 'paths, fields and 202 as the SDK and the reference have them; what DELETE of a session leaves is assumed',
    },
    async () => {
      const { api, userId, path } = await apiWithUser();
      for (const session of ['one', 'two', 'three']) logIn(api, userId, session);
      expect((await api.get(`${path}/sessions?take=2`)).body).toMatchObject({
        sessions: [{ id: 'one', cookie: { mode: 'persistent' } }, { id: 'two' }],
        next: expect.any(String),
      });
      expect((await api.get('/sessions/one')).body.authentication.methods[0].name).toBe('pwd');
      const marked = await api.patch('/sessions/one', { session_metadata: { device: null, risk: 'low' } });
      expect(marked.body.session_metadata).toEqual({ risk: 'low' });

      const tokens = async () =>
        (await api.get(`${path}/refresh-tokens`)).body.tokens.map(({ id }: { id: string }) => id);
      expect(await tokens()).toEqual(['rt-one', 'rt-two', 'rt-three']);
      const { body: token } = await api.get('/refresh-tokens/rt-one');
      expect(token).toMatchObject({ user_id: userId, session_id: 'one' });
      expect(JSON.stringify(token)).not.toContain('one-2');
      expect(
        (await api.patch('/refresh-tokens/rt-one', { refresh_token_metadata: { a: 'b' } })).body,
      ).toMatchObject({ refresh_token_metadata: { a: 'b' } });

      expect((await api.post('/sessions/one/revoke')).status).toBe(202);
      expect(await tokens()).toEqual(['rt-two', 'rt-three']);
      expect((await api.get('/sessions/one')).status).toBe(404);
      expect((await api.delete('/refresh-tokens/rt-two')).status).toBe(202);
      expect((await api.post(`${path}/revoke-access`, { preserve_refresh_tokens: true })).status).toBe(202);
      expect((await api.get(`${path}/sessions`)).body).toEqual({ sessions: [] });
      expect(await tokens()).toEqual(['rt-three']);
      expect((await api.post('/refresh-tokens/revoke', { ids: ['rt-three'] })).status).toBe(202);
      expect(await tokens()).toEqual([]);
    },
  );
});

describe('second factors', () => {
  behaves(
    'an authentication method is enrolled for Actions too, and its secret never comes back',
    {
      source: 'docs: secure/multi-factor-authentication/manage-mfa-auth0-apis',
      status: 'differs',
      note: 'types totp, phone, email and passkey; the local tenant takes one fixed code for all of them',
    },
    async () => {
      const { api, userId, path } = await apiWithUser();
      const { status, body } = await api.post(`${path}/authentication-methods`, {
        type: 'totp',
        name: 'app',
        totp_secret: 'ONSWG4TFOQ',
      });
      expect(status).toBe(201);
      expect(body).toMatchObject({ id: expect.stringMatching(/^totp\|dev_/), type: 'totp', confirmed: true });
      expect(JSON.stringify((await api.get(`${path}/authentication-methods`)).body)).not.toContain('ONSWG');
      const stored = () => api.tenant.store.collection('users').get(userId);
      expect(stored()).toMatchObject({ enrolledFactors: [{ type: 'otp' }] });
      expect((await api.get(`${path}/enrollments`)).body).toMatchObject([{ id: body.id, type: 'otp' }]);
      const one = `${path}/authentication-methods/${encodeURIComponent(body.id)}`;
      expect((await api.patch(one, { name: 'other' })).body.name).toBe('other');
      expect((await api.delete(one)).status).toBe(204);
      expect(stored()).toMatchObject({ enrolledFactors: [] });
      expect((await api.post(`${path}/authentication-methods`, { type: 'carrier-pigeon' })).status).toBe(400);
    },
  );
});

describe('an import of users', () => {
  behaves(
    'inserts, updates on wish, and says for each refused user why',
    {
      source: 'docs: manage-users/user-migration/bulk-user-imports',
      status: 'differs',
      note: 'done at once; password hashes and factors of other systems are left out: those users choose a new password',
    },
    async () => {
      const { api } = await apiWithUser();
      const [connection] = api.tenant.store.collection<{ id: string }>('connections').list();
      const authorization = await api.token(['create:users']);
      const send = async (users: unknown, fields: Record<string, string> = {}) => {
        const form = new FormData();
        form.set('users', new Blob([JSON.stringify(users)], { type: 'application/json' }), 'users.json');
        for (const [name, value] of Object.entries({ connection_id: connection?.id ?? '', ...fields })) {
          form.set(name, value);
        }
        const response = await api.request('/api/v2/jobs/users-imports', {
          method: 'POST',
          headers: { authorization },
          body: form,
        });
        return { status: response.status, job: (await response.json()) as { id: string } };
      };
      const users = [
        {
          email: 'bob@example.com',
          email_verified: true,
          app_metadata: { plan: 'pro' },
          password_hash: '$2b$',
        },
        { email: 'ada@example.com', name: 'Ada Lovelace' },
        { email: 'not an address' },
      ];
      const { status, job } = await send(users, { external_id: 'first' });
      expect([status, job]).toMatchObject([
        202,
        { type: 'users_import', status: 'pending', connection_id: connection?.id, external_id: 'first' },
      ]);
      expect((await api.get(`/jobs/${job.id}`)).body).toMatchObject({
        status: 'completed',
        summary: { total: 3, inserted: 1, updated: 0, failed: 2 },
      });
      expect((await api.get(`/jobs/${job.id}/errors`)).body).toMatchObject([
        { user: { email: 'ada@example.com' }, errors: [{ code: 'DUPLICATED_USER' }] },
        { user: { email: 'not an address' }, errors: [{ code: 'INVALID_FORMAT' }] },
      ]);
      const again = await send(users.slice(1, 2), { upsert: 'true' });
      expect((await api.get(`/jobs/${again.job.id}`)).body.summary).toMatchObject({ updated: 1, failed: 0 });
      expect((await api.get(`/jobs/${again.job.id}/errors`)).status).toBe(204);
      expect((await api.get('/users-by-email?email=ada@example.com')).body[0].name).toBe('Ada Lovelace');
      expect((await send({ not: 'a list' })).status).toBe(400);
      expect((await send([], { connection_id: 'con_none' })).status).toBe(400);
    },
  );
});

describe('signing keys', () => {
  behaves(
    'a rotated key goes on verifying what it signed, until it is revoked',
    {
      source: 'docs: get-started/tenant-settings/signing-keys/rotate-signing-keys',
      status: 'differs',
      note: 'there is no key that waits to be next, and no certificate',
    },
    async () => {
      const api = testApi({ ownKey: true });
      const { body: before } = await api.get('/keys/signing');
      const token = await signJwt(api.tenant, { sub: 'me' });
      const { status, body: rotated } = await api.post('/keys/signing/rotate');
      expect(status).toBe(201);
      const { body: after } = await api.get('/keys/signing');
      expect(after.map(({ kid, current }: { kid: string; current: boolean }) => [kid, current])).toEqual([
        [rotated.kid, true],
        [before[0].kid, false],
      ]);
      expect(JSON.stringify(after)).not.toContain('"jwk"');
      expect((await jwks(api.tenant)).keys.map(({ kid }) => kid)).toEqual([rotated.kid, before[0].kid]);
      expect(await verifyJwt(api.tenant, token)).toMatchObject({ sub: 'me' });
      expect((await api.put(`/keys/signing/${rotated.kid}/revoke`, undefined)).status).toBe(400);
      expect((await api.put(`/keys/signing/${before[0].kid}/revoke`, undefined)).status).toBe(200);
      await expect(verifyJwt(api.tenant, token)).rejects.toThrow();
    },
  );
});

describe('an Action', () => {
  behaves(
    'is tried out as a draft with the event of the payload, and deployed at once where its creation asks for it',
    {
      source: 'auth0 SDK 6.4: actions.test, actions.create',
      status: 'unknown',
      note: 'what Auth0 answers in `payload` is documented nowhere',
    },
    async () => {
      const api = testApi();
      const code = `exports.onExecutePostLogin = async (event, api) => {
        api.user.setAppMetadata('seen', event.user.email + event.secrets.S);
      };`;
      const id = await addAction(api, { code, secrets: [{ name: 'S', value: '!' }], deploy: true });
      expect((await api.get(`/actions/actions/${id}`)).body).toMatchObject({
        all_changes_deployed: true,
        deployed_version: { number: 1 },
      });
      const { status, body } = await api.post(`/actions/actions/${id}/test`, {
        payload: { event: { user: { user_id: 'auth0|1', email: 'ada@example.com', app_metadata: {} } } },
      });
      expect(status).toBe(200);
      expect(body.payload).toMatchObject({
        outcome: { kind: 'completed' },
        effects: { appMetadata: { seen: 'ada@example.com!' } },
      });
      const failed = await api.post(`/actions/actions/${id}/test`, { payload: { event: {} } });
      expect(failed.body.payload.outcome.error).toMatchObject({ kind: 'threw', name: 'TypeError' });
      expect(JSON.stringify(failed.body)).not.toContain('node_modules');
      await api.tenant.runtime.close();
    },
  );
});
