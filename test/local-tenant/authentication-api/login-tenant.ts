import { Hono } from 'hono';
import * as oidc from 'openid-client';
import {
  type ActionsRuntime,
  createInProcessRuntime,
  type RunnableTrigger,
} from '../../../scripts/local-tenant/actions-runtime';
import { createAuthenticationApi } from '../../../scripts/local-tenant/authentication-api';
import {
  type Action,
  type ActionVersion,
  type Client,
  type Connection,
  type LogEntry,
  type LoginRecord,
  type OutboxMessage,
  openStore,
  type TriggerBindings,
  type User,
} from '../../../scripts/local-tenant/store';
import type { TenantContext } from '../../../scripts/local-tenant/tenant-context';
import { createUniversalLogin } from '../../../scripts/local-tenant/universal-login';
import { createUser, type NewUser } from '../../../scripts/local-tenant/users';
import { type UserAgent, userAgent } from '../../support/user-agent';

export const ORIGIN = 'http://localhost:4400';
export const CALLBACK = 'http://localhost:3000/callback';
export const API = 'my-api';
export const PASSWORD = 'Correct-Horse-9';

/** A tenant with the pages and the Authentication API, hand-made Actions, no socket, and a clock that tests set. */
export interface LoginTenant {
  app: Hono;
  tenant: TenantContext;
  /** What a client or browser sends goes straight to the app. */
  send(request: Request): Promise<Response>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Binds an Action behind those that are bound already; the text is what a person would deploy. */
  deploy(trigger: RunnableTrigger, name: string, code: string): void;
  user(fields?: Partial<NewUser>): Promise<User>;
  stored(userId: string): User;
  put<T extends object>(collection: string, id: string, value: T): void;
  change<T extends object>(collection: string, id: string, change: Partial<T>): void;
  logs(type?: string): LogEntry[];
  logins(): LoginRecord[];
  outbox(to?: string): OutboxMessage[];
  /** Moves the tenant's clock. */
  wait(seconds: number): void;
  browser(headers?: Record<string, string>): UserAgent;
  close(): Promise<void>;
}

export const DATABASE: Connection = {
  id: 'con_database',
  name: 'Users',
  strategy: 'auth0',
  options: { passwordPolicy: 'good' },
  enabled_clients: ['spa', 'web', 'other'],
};

export function connection(fields: Partial<Connection> & { name: string; strategy: string }): Connection {
  return { id: `con_${fields.name}`, options: {}, enabled_clients: ['spa', 'web'], ...fields };
}

const CLIENTS: Client[] = [
  {
    client_id: 'spa',
    name: 'Single-page app',
    app_type: 'spa',
    token_endpoint_auth_method: 'none',
    callbacks: [CALLBACK],
    allowed_logout_urls: ['http://localhost:3000/bye'],
    web_origins: ['http://localhost:3000'],
    grant_types: ['authorization_code', 'refresh_token', 'implicit'],
    refresh_token: { rotation_type: 'rotating', leeway: 0 },
    organization_usage: 'allow',
  },
  {
    client_id: 'web',
    name: 'Web app',
    client_secret: 'web-secret',
    app_type: 'regular_web',
    token_endpoint_auth_method: 'client_secret_post',
    callbacks: [CALLBACK, 'http://localhost:3000/other'],
    allowed_logout_urls: ['http://localhost:3000/bye'],
    grant_types: [
      'authorization_code',
      'refresh_token',
      'password',
      'http://auth0.com/oauth/grant-type/password-realm',
      'http://auth0.com/oauth/grant-type/passwordless/otp',
    ],
  },
  {
    client_id: 'other',
    name: 'Another app',
    app_type: 'spa',
    token_endpoint_auth_method: 'none',
    callbacks: [CALLBACK],
    grant_types: ['authorization_code', 'refresh_token'],
    refresh_token: { rotation_type: 'rotating' },
  },
  {
    client_id: 'machine',
    name: 'Machine',
    client_secret: 'machine-secret',
    app_type: 'non_interactive',
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['client_credentials'],
  },
];

/** Making an RSA key takes a fifth of a second: the tenants of one test file share theirs. */
let signingKey: { kid: string } | undefined;

export function createLoginTenant(runtime: ActionsRuntime = createInProcessRuntime()): LoginTenant {
  const database = openStore(':memory:');
  const store = database.tenant('test');
  let offset = 0;
  const tenant: TenantContext = { store, runtime, now: () => new Date(Date.now() + offset) };
  const app = new Hono();
  app.route('/', createAuthenticationApi(tenant));
  app.route('/', createUniversalLogin(tenant));
  seed();

  function seed(): void {
    if (signingKey !== undefined) store.collection('signing-keys').put(signingKey.kid, signingKey);
    for (const client of CLIENTS) store.collection('clients').put(client.client_id, client);
    store.collection('connections').put(DATABASE.id, DATABASE);
    store.collection('resource-servers').put('rs_api', {
      id: 'rs_api',
      identifier: API,
      allow_offline_access: true,
      scopes: [{ value: 'read:things' }, { value: 'write:things' }],
    });
    store.collection('client-grants').put('cgr_machine', {
      id: 'cgr_machine',
      client_id: 'machine',
      audience: API,
      scope: ['read:things'],
    });
    store.collection('singletons').put('tenant-settings', {
      friendly_name: 'Test Tenant',
      enabled_locales: ['en', 'de'],
      default_directory: DATABASE.name,
    });
  }

  const send = async (request: Request) => app.fetch(request);
  return {
    app,
    tenant,
    send,
    get: (path, headers = {}) => send(new Request(ORIGIN + path, { headers })),
    post: (path, body, headers = {}) =>
      send(
        new Request(ORIGIN + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
    deploy(trigger, name, code) {
      const at = new Date(0).toISOString();
      const common = { code, runtime: 'node22', dependencies: [], secrets: [], supported_triggers: [] };
      const version: ActionVersion = {
        ...common,
        id: `ver_${name}`,
        action_id: name,
        number: 1,
        created_at: at,
        updated_at: at,
      };
      store.collection<ActionVersion>('action-versions').put(version.id, version);
      store.collection<Action>('actions').put(name, {
        ...common,
        id: name,
        name,
        status: 'built',
        created_at: at,
        updated_at: at,
        all_changes_deployed: true,
        deployed_version_id: version.id,
      });
      const bindings = store.collection<TriggerBindings>('bindings');
      const bound = bindings.get(trigger)?.bindings ?? [];
      bindings.put(trigger, {
        trigger_id: trigger,
        bindings: [
          ...bound.filter((binding) => binding.action_id !== name),
          { id: `bind_${name}`, action_id: name, display_name: name, created_at: at, updated_at: at },
        ],
      });
    },
    user: (fields = {}) =>
      createUser(tenant, {
        connection: DATABASE,
        email: 'ada@example.com',
        email_verified: true,
        password: PASSWORD,
        ...fields,
      }),
    stored(userId) {
      const user = store.collection<User>('users').get(userId);
      if (user === undefined) throw new Error(`no user ${userId}`);
      return user;
    },
    put: (collection, id, value) => store.collection(collection).put(id, value as Record<string, unknown>),
    change(collection, id, changes) {
      const documents = store.collection(collection);
      documents.put(id, { ...documents.get(id), ...changes });
    },
    logs: (type) =>
      store
        .collection<LogEntry>('logs')
        .list()
        .filter((log) => type === undefined || log.type === type),
    logins: () => store.collection<LoginRecord>('logins').list(),
    outbox: (to) =>
      store
        .collection<OutboxMessage>('outbox')
        .list()
        .filter((message) => to === undefined || message.to === to),
    wait: (seconds) => {
      offset += seconds * 1000;
    },
    browser: (headers = {}) => userAgent({ send, stopAt: 'http://localhost:3000/', headers }),
    close: async () => {
      signingKey = store.collection<{ kid: string }>('signing-keys').list()[0];
      await runtime.close();
      database.close();
    },
  };
}

/** One authorization request by openid-client, the browser that carries it, and the exchange of its answer. */
export interface Attempt {
  agent: UserAgent;
  /** What came back to the callback, from the query or the fragment. */
  answer(): URLSearchParams;
  redeem(): Promise<oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers>;
}

/** openid-client, unmodified, set up for one of the tenant's clients. */
export async function oidcClient(
  login: LoginTenant,
  clientId = 'spa',
  secret?: string | oidc.ClientAuth,
): Promise<oidc.Configuration> {
  const customFetch = (url: string, options: object) => login.send(new Request(url, options as RequestInit));
  const configuration = await oidc.discovery(
    new URL(ORIGIN),
    clientId,
    undefined,
    typeof secret === 'string' ? oidc.ClientSecretPost(secret) : (secret ?? oidc.None()),
    { execute: [oidc.allowInsecureRequests], [oidc.customFetch]: customFetch as oidc.CustomFetch },
  );
  configuration[oidc.customFetch] = customFetch as oidc.CustomFetch;
  return configuration;
}

/** Sends a browser to /authorize with PKCE and everything that an app usually asks for. */
export async function authorize(
  login: LoginTenant,
  parameters: Record<string, string> = {},
  agent: UserAgent = login.browser(),
  clientId = 'spa',
): Promise<Attempt> {
  const configuration = await oidcClient(login, clientId, clientId === 'web' ? 'web-secret' : undefined);
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: CALLBACK,
    scope: 'openid profile email offline_access',
    audience: API,
    state,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  });
  await agent.open(url);
  return {
    agent,
    answer: () =>
      agent.url.hash === '' ? agent.url.searchParams : new URLSearchParams(agent.url.hash.slice(1)),
    redeem: () =>
      oidc.authorizationCodeGrant(configuration, agent.url, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        ...(parameters.nonce === undefined ? {} : { expectedNonce: parameters.nonce }),
      }),
  };
}

/** A whole login with email and password. */
export async function logIn(
  login: LoginTenant,
  parameters: Record<string, string> = {},
  agent?: UserAgent,
  credentials = { username: 'ada@example.com', password: PASSWORD },
): Promise<Attempt> {
  const attempt = await authorize(login, parameters, agent);
  await attempt.agent.submit(credentials, { form: 'password' });
  return attempt;
}

/** The claims of a JWT, unchecked. */
export function claimsOf(token: string | undefined): Record<string, unknown> {
  const [, payload = ''] = (token ?? '').split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
}
