import acceptedInput from '../../../scripts/local-tenant/management-api/accepted-input.json';
import type { Operation } from '../../../scripts/local-tenant/management-api/operation';
import { OPERATIONS } from '../../../scripts/local-tenant/management-api/operations';
import { tableKey } from '../../../scripts/local-tenant/management-api/validate-input';
import { addAction, addDatabase, DATABASE, type TestApi, testApi } from './api';

const BODIES: unknown[] = [undefined, null, [], [null], 'text', 5, {}, { name: null }];

const ODD_VALUES: Record<string, unknown[]> = {
  array: [[null], [5, []], [{}]],
  object: [{}, { a: null }, { name: [] }],
  string: ['', '\u0000', 'auth0'],
  number: [-1, 1e300, 0],
  boolean: [true, false, true],
};

const table = new Map(Object.entries(acceptedInput as Record<string, { body?: string }>));

/** Bodies that pass the check of types and hold nothing that makes sense. */
function oddBodies(operation: Operation): unknown[] {
  const accepted = table.get(tableKey(operation))?.body;
  if (accepted === undefined || accepted === 'object') return [{ a: { b: [null] } }];
  if (accepted === 'array') return ODD_VALUES.array ?? [];
  const properties = accepted.split(' ').map((part) => part.split(':'));
  return [0, 1, 2].map((variant) =>
    Object.fromEntries(
      properties.map(([name = '', types = '']) => [
        name.replace('!', ''),
        ODD_VALUES[types.split('|').find((type) => type !== 'null') ?? '']?.[variant] ?? 'anything',
      ]),
    ),
  );
}

/** Takes no body, and a quarter of a second each time. */
const MAKES_A_KEY = ['/keys/signing/rotate'];

const PLAIN_KINDS = ['forms', 'clients', 'roles', 'organizations', 'flows', 'log-streams', 'hooks', 'rules'];

/** First segment of a path → the id of something that exists there. */
async function addOneOfEach(api: TestApi): Promise<Record<string, string>> {
  const ids: Record<string, string> = { connections: await addDatabase(api), actions: await addAction(api) };
  for (const kind of PLAIN_KINDS) {
    const extra = kind === 'hooks' || kind === 'rules' ? { script: 'x' } : {};
    const { body } = await api.post(`/${kind}`, { name: 'thing', triggerId: 'post-login', ...extra });
    const { body: plain } = body.id === undefined ? await api.post(`/${kind}`, { name: 'thing' }) : { body };
    ids[kind] = plain.id ?? plain.client_id;
  }
  const user = { connection: DATABASE, email: 'ada@example.com', password: 'Correct-Horse-9' };
  ids.users = encodeURIComponent((await api.post('/users', user)).body.user_id);
  return ids;
}

it.each(['GET', 'POST', 'PATCH', 'PUT', 'DELETE'])(
  '%s: nonsense is never answered with an internal error',
  async (method) => {
    const api = testApi();
    const existing = await addOneOfEach(api);
    const authorization = await api.token([...new Set(OPERATIONS.flatMap(({ scopes }) => scopes))]);
    const send = (path: string, body: unknown) =>
      api
        .request(`/api/v2${path}`, {
          method,
          headers: { authorization, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        .then(
          ({ status }) => (status < 500 ? undefined : String(status)),
          (error: unknown) => String(error),
        );

    const failures: string[] = [];
    for (const operation of OPERATIONS) {
      if (operation.method !== method || MAKES_A_KEY.includes(operation.path)) continue;
      const known = existing[operation.path.split('/')[1] ?? ''] ?? 'none';
      const ids = operation.path.includes(':') ? [known, 'no%2Fsuch%20id', '%00'] : [known];
      const bodies = method === 'GET' ? [undefined] : [...BODIES, ...oddBodies(operation)];
      for (const path of ids.map((id) => operation.path.replace(/:[a-zA-Z_]+/g, id))) {
        for (const body of bodies) {
          const failure = await send(path, body);
          if (failure !== undefined) failures.push(`${method} ${path} ${JSON.stringify(body)}: ${failure}`);
        }
      }
    }
    expect(failures).toEqual([]);
  },
);
