import acceptedInput from '../../../scripts/local-tenant/management-api/accepted-input.json';
import type { Operation } from '../../../scripts/local-tenant/management-api/operation';
import { OPERATIONS } from '../../../scripts/local-tenant/management-api/operations';
import { tableKey } from '../../../scripts/local-tenant/management-api/validate-input';
import { addAction, addDatabase, testApi } from './api';

const BODIES: unknown[] = [undefined, null, [], [null], 'text', 5, {}, { name: null }];

const ODD_VALUES: Record<string, unknown[]> = {
  array: [[null], [5, []], [{}]],
  object: [{}, { a: null }, { name: [] }],
  string: ['', '\u0000', 'auth0'],
  number: [-1, 1e300, 0],
  boolean: [true, false, true],
};

/** Bodies that pass the check of types and hold nothing that makes sense. */
function oddBodies(operation: Operation): unknown[] {
  const accepted: { body?: string } = table[tableKey(operation)] ?? {};
  if (accepted.body === undefined || accepted.body === 'object') return [{ a: { b: [null] } }];
  if (accepted.body === 'array') return ODD_VALUES.array ?? [];
  const properties = accepted.body.split(' ').map((part) => part.split(':'));
  return [0, 1, 2].map((variant) =>
    Object.fromEntries(
      properties.map(([name = '', types = '']) => [
        name.replace('!', ''),
        ODD_VALUES[types.split('|').find((type) => type !== 'null') ?? '']?.[variant] ?? 'anything',
      ]),
    ),
  );
}

const table: Record<string, { body?: string }> = acceptedInput;

describe('nonsense', () => {
  it.each(['GET', 'POST', 'PATCH', 'PUT', 'DELETE'])(
    '%s is never answered with an internal error',
    async (method) => {
      const api = testApi();
      const database = await addDatabase(api);
      const action = await addAction(api);
      const authorization = await api.token([...new Set(OPERATIONS.flatMap(({ scopes }) => scopes))]);
      const failures: string[] = [];
      for (const operation of OPERATIONS.filter((candidate) => candidate.method === method)) {
        const kind = operation.path.split('/')[1] ?? '';
        for (const id of [existing[kind] ?? 'none', 'no%2Fsuch%20id', '%00']) {
          const path = operation.path.replace(/:[a-zA-Z_]+/g, id);
          for (const body of method === 'GET' ? [undefined] : [...BODIES, ...oddBodies(operation)]) {
            const response = await api.request(`/api/v2${path}`, {
              method,
              headers: { authorization, 'content-type': 'application/json' },
              ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            });
            if (response.status >= 500)
              failures.push(`${method} ${path} ${JSON.stringify(body)}: ${response.status}`);
          }
          if (!operation.path.includes(':')) break;
        }
      }
      expect(failures).toEqual([]);
    },
  );
});
