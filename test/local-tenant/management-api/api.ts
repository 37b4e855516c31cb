import { createInProcessRuntime } from '../../../scripts/local-tenant/actions-runtime';
import { createManagementApi, type ManagementApiOptions } from '../../../scripts/local-tenant/management-api';
import { OPERATIONS } from '../../../scripts/local-tenant/management-api/operations';
import { openStore } from '../../../scripts/local-tenant/store';
import type { TenantContext } from '../../../scripts/local-tenant/tenant-context';
import { jwks, signJwt } from '../../../scripts/local-tenant/tokens';

const ORIGIN = 'https://localhost:4443';
const ALL_SCOPES = [...new Set([...OPERATIONS.flatMap(({ scopes }) => scopes), 'read:client_keys'])] as const;

export interface ApiAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects out of any answer
  body: any;
  headers: Headers;
}

/** A Management API without a socket, over an empty store, with a caller that may do everything. */
export interface TestApi {
  tenant: TenantContext;
  options: ManagementApiOptions;
  get(path: string): Promise<ApiAnswer>;
  post(path: string, body?: unknown): Promise<ApiAnswer>;
  patch(path: string, body: unknown): Promise<ApiAnswer>;
  put(path: string, body: unknown): Promise<ApiAnswer>;
  delete(path: string, body?: unknown): Promise<ApiAnswer>;
  /** With a token of one's own, or none. */
  as(authorization: string | undefined, method: string, path: string): Promise<ApiAnswer>;
  /** `Bearer …` with these scopes. */
  token(scopes: readonly string[], claims?: Record<string, unknown>): Promise<string>;
  wait(milliseconds: number): void;
  /** Anything else: another body, a path outside `/api/v2`. */
  request(path: string, init?: RequestInit): Promise<Response>;
}

/** Making a key takes longer than most tests: the stores of one test file share theirs. */
const sharedKeys: { kid: string }[] = [];

async function shareKey(tenant: TenantContext): Promise<void> {
  const keys = tenant.store.collection<{ kid: string }>('signing-keys');
  const [known] = sharedKeys;
  if (known !== undefined) keys.put(known.kid, known);
  else {
    await jwks(tenant);
    sharedKeys.push(...keys.list());
  }
}

export function testApi(options: ManagementApiOptions & { ownKey?: boolean } = {}): TestApi {
  let now = Date.parse('2026-07-15T12:00:00Z');
  const tenant: TenantContext = {
    store: openStore(':memory:').tenant('acme'),
    runtime: createInProcessRuntime(),
    now: () => new Date(now),
  };
  const app = createManagementApi(tenant, options);
  let authorization: Promise<string> | undefined;

  async function token(scopes: readonly string[], claims: Record<string, unknown> = {}): Promise<string> {
    if (options.ownKey !== true) await shareKey(tenant);
    const jwt = await signJwt(tenant, {
      iss: `${ORIGIN}/`,
      aud: `${ORIGIN}/api/v2/`,
      azp: 'tester',
      scope: scopes.join(' '),
      exp: Math.floor(now / 1000) + 86_400,
      ...claims,
    });
    return `Bearer ${jwt}`;
  }

  async function send(method: string, path: string, body?: unknown, as?: string): Promise<ApiAnswer> {
    if (as === undefined) authorization ??= token(ALL_SCOPES);
    const header = as ?? (await authorization) ?? '';
    const response = await app.request(`${ORIGIN}/api/v2${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(header === '' ? {} : { authorization: header }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? '' : JSON.parse(text), headers: response.headers };
  }

  return {
    tenant,
    options,
    token,
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    patch: (path, body) => send('PATCH', path, body),
    put: (path, body) => send('PUT', path, body),
    delete: (path, body) => send('DELETE', path, body),
    as: (header, method, path) => send(method, path, undefined, header ?? ''),
    wait: (milliseconds) => {
      now += milliseconds;
    },
    request: async (path, init) => app.request(`${ORIGIN}${path}`, init),
  };
}

export const DATABASE = 'Username-Password-Authentication';

/** A database connection, as every tenant has it. */
export async function addDatabase(api: TestApi): Promise<string> {
  const { body } = await api.post('/connections', {
    name: DATABASE,
    strategy: 'auth0',
    options: { passwordPolicy: 'good' },
  });
  return body.id;
}

/** A draft that is built, of the post-login trigger unless told otherwise. */
export async function addAction(api: TestApi, fields: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await api.post('/actions/actions', {
    name: 'an-action',
    code: 'exports.onExecutePostLogin = async () => {};',
    supported_triggers: [{ id: 'post-login', version: 'v3' }],
    ...fields,
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id;
}
