import acceptedInput from '../../../scripts/local-tenant/management-api/accepted-input.json';
import { behaves } from '../../support/fidelity';
import { addAction, testApi } from './api';
import { sdkInput } from './sdk-input';

describe('what requests may contain', () => {
  it('follows the types of the installed auth0 SDK', () => {
    // After an update of the SDK: node --import tsx test/local-tenant/management-api/write-accepted-input.ts
    expect(acceptedInput).toEqual(sdkInput());
  });

  behaves(
    'unknown query keys are refused, include_totals of the Actions service among them',
    { source: 'auth0-deploy-cli 8.44, src/tools/auth0/handlers/actions.ts', status: 'supported' },
    async () => {
      const { status, body } = await testApi().get('/actions/actions?include_totals=true');
      expect(status).toBe(400);
      expect(body).toEqual({
        statusCode: 400,
        error: 'Bad Request',
        message: "Query validation error: 'Additional properties not allowed: include_totals'.",
        errorCode: 'invalid_query_string',
      });
    },
  );

  behaves(
    'unknown, missing and wrongly typed properties are refused',
    {
      source: 'auth0 SDK 6.4 types',
      status: 'differs',
      note: 'checked at the root of the body, for actions, applications, connections, roles, users, forms and their like; settings such as /tenants/settings take any property',
    },
    async () => {
      const api = testApi();
      const message = async (body: unknown) => (await api.post('/roles', body)).body.message;
      expect(await message({ name: 'r', colour: 'red' })).toBe(
        "Payload validation error: 'Additional properties not allowed: colour'.",
      );
      expect(await message({})).toBe("Payload validation error: 'Missing required property: name'.");
      expect(await message({ name: 7 })).toBe(
        "Payload validation error: 'Expected type string but found type number' on property name.",
      );
      expect(await message([])).toContain('Expected type object but found type array');
      const id = await addAction(api);
      expect((await api.patch(`/actions/actions/${id}`, { deployed: true })).body.errorCode).toBe(
        'invalid_body',
      );
      expect((await api.get('/roles')).body).toEqual([]);
    },
  );

  behaves(
    'what earlier releases of the Deploy CLI sent is still taken',
    { source: 'recordings of auth0-deploy-cli 7 and 8.0', status: 'supported' },
    async () => {
      const api = testApi();
      expect((await api.get('/log-streams?paginate=false')).body).toEqual([]);
      expect((await api.get('/custom-domains?paginate=false')).body).toEqual([]);
      const { body: client } = await api.post('/clients', { name: 'app', cross_origin_auth: true });
      expect(client).toMatchObject({ cross_origin_auth: true, cross_origin_authentication: true });
      const changed = await api.patch(`/clients/${client.client_id}`, { cross_origin_auth: false });
      expect(changed.body).toMatchObject({ cross_origin_auth: false, cross_origin_authentication: false });
    },
  );

  behaves(
    'a body that is not JSON is 400',
    { source: 'docs: api/management/v2/introduction', status: 'unknown', note: 'the message is assumed' },
    async () => {
      const api = testApi();
      const response = await api.request('/api/v2/roles', {
        method: 'POST',
        headers: { authorization: await api.token(['create:roles']) },
        body: '{"name":',
      });
      expect(response.status).toBe(400);
    },
  );
});

describe('paging', () => {
  behaves(
    'a classic list is a bare array, or with totals; it ends, and its total is right',
    { source: 'recordings', status: 'supported' },
    async () => {
      const api = testApi();
      for (const name of ['a', 'b', 'c']) await api.post('/roles', { name });
      expect((await api.get('/roles')).body).toHaveLength(3);
      const { body } = await api.get('/roles?page=1&per_page=2&include_totals=true');
      expect(body).toMatchObject({ start: 2, limit: 2, total: 3 });
      expect(body.roles.map(({ name }: { name: string }) => name)).toEqual(['c']);
      expect((await api.get('/roles?page=9&per_page=2&include_totals=true')).body.roles).toEqual([]);
      expect((await api.get('/roles?per_page=101')).body).toMatchObject({
        errorCode: 'invalid_query_string',
        message:
          "Query validation error: 'Value 101 is greater than maximum 100' on property per_page (Number of results per page. Defaults to 50).",
      });
      expect((await api.get('/roles?page=first')).status).toBe(400);
      expect((await api.get('/roles?include_totals=perhaps')).status).toBe(400);
    },
  );

  behaves(
    'a checkpoint list names the next page until the last',
    { source: 'docs: api/management/v2/introduction (checkpoint pagination)', status: 'supported' },
    async () => {
      const api = testApi();
      for (const name of ['a', 'b', 'c']) await api.post('/organizations', { name });
      const first = (await api.get('/organizations?take=2')).body;
      expect(first.organizations).toHaveLength(2);
      const second = (await api.get(`/organizations?take=2&from=${first.next}`)).body;
      expect(second.organizations.map(({ name }: { name: string }) => name)).toEqual(['c']);
      expect(second).not.toHaveProperty('next');
      expect((await api.get('/organizations?take=2&from=nonsense')).status).toBe(400);
    },
  );

  behaves(
    'fields and include_fields pick root properties',
    { source: 'docs: api/management/v2/clients/get-clients', status: 'supported' },
    async () => {
      const api = testApi();
      await api.post('/clients', { name: 'app' });
      // What was put into the store without the flag is no global client either.
      api.tenant.store.collection('clients').put('seeded', { client_id: 'seeded', name: 'seeded' });
      expect((await api.get('/clients?is_global=false')).body).toContainEqual(
        expect.objectContaining({ client_id: 'seeded' }),
      );
      api.tenant.store.collection('clients').delete('seeded');
      const { body } = await api.get('/clients?fields=name,client_id&include_fields=true&is_global=false');
      expect(Object.keys(body[0]).sort()).toEqual(['client_id', 'name']);
      const { body: without } = await api.get('/clients?fields=name&include_fields=false&is_global=false');
      expect(without[0]).not.toHaveProperty('name');
    },
  );
});
