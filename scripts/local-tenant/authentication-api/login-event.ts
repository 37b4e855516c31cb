import type { Context } from 'hono';
import { clientIp } from '../request-url';
import type { Client, Connection, JsonObject, Organization, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { acceptedLanguages } from './locale';
import { rolesOf } from './roles';
import type { Session } from './session';

/** What `event.request` is made of; a fresh one for every leg. */
export interface EventRequest extends JsonObject {
  ip: string;
  method: string;
  hostname: string;
  query: JsonObject;
  body: JsonObject;
  geoip: JsonObject;
}

/** Never shown to Actions (removed from query and body since 16 September 2025), nor anything else that is secret. */
const HIDDEN = [
  'auth_session',
  'authn_response',
  'client_secret',
  'client_assertion',
  'refresh_token',
  'password',
  'otp',
  'code_verifier',
  '_csrf',
];

export function eventRequest(c: Context, query: JsonObject, body: JsonObject): EventRequest {
  const userAgent = c.req.header('user-agent');
  const language = acceptedLanguages(c.req.header('accept-language'))[0];
  return {
    ip: clientIp(c),
    method: c.req.method,
    hostname: new URL(c.req.url).hostname,
    query: without(query),
    body: without(body),
    geoip: {},
    ...(userAgent === undefined ? {} : { user_agent: userAgent }),
    ...(language === undefined ? {} : { language }),
  };
}

/** One login (or refresh, or password grant), as far as its Actions may know of it. */
export interface LoginFacts {
  client: Client;
  connection: Connection;
  user: User;
  protocol: string;
  methods: { name: string; timestamp: string }[];
  scope: string[];
  audience?: string;
  organization?: Organization;
  session?: Session;
  refreshToken?: JsonObject;
  /** The fields of `event.transaction` that only browser flows have. */
  transaction: JsonObject;
}

/** The event of post-login v3, without `secrets` (docs: customize/actions/reference/post-login/post-login-event-object). */
export function postLoginEvent(tenant: TenantContext, facts: LoginFacts, request: EventRequest): JsonObject {
  const { client, connection, user, organization, session } = facts;
  return {
    ...commonEvent(tenant, client, connection),
    request,
    stats: { logins_count: user.logins_count ?? 1 },
    user: eventUser(user),
    transaction: {
      acr_values: [],
      locale: 'en',
      prompt: [],
      protocol: facts.protocol,
      requested_authorization_details: [],
      requested_scopes: facts.scope,
      response_type: [],
      ui_locales: [],
      metadata: {},
      ...facts.transaction,
    },
    authentication: { methods: facts.methods },
    authorization: { roles: rolesOf(tenant, user.user_id, organization).map((role) => role.name) },
    ...(facts.audience === undefined ? {} : { resource_server: { identifier: facts.audience } }),
    ...(organization === undefined ? {} : { organization: eventOrganization(organization) }),
    // Where a flow has no session Auth0 shows an empty object.
    session: session === undefined ? {} : eventSession(session),
    ...(facts.refreshToken === undefined ? {} : { refresh_token: facts.refreshToken }),
  };
}

/** What the events of all triggers have. */
export function commonEvent(tenant: TenantContext, client: Client, connection: Connection): JsonObject {
  const { id, name, strategy, metadata } = connection;
  return {
    client: { client_id: client.client_id, name: client.name, metadata: client.client_metadata ?? {} },
    connection: { id, name, strategy, ...(metadata === undefined ? {} : { metadata }) },
    tenant: { id: tenant.store.name },
    configuration: {},
  };
}

/**
 * The time that Actions are to see: only where somebody has moved the tenant's clock. Otherwise theirs runs, as
 * on Auth0, and does not stand still while they work.
 */
export function actionClock(tenant: TenantContext): { now?: Date } {
  const now = tenant.now();
  return Math.abs(now.getTime() - Date.now()) < 1_000 ? {} : { now };
}

/** Stored, but not part of the event: `stats.logins_count` stands for the last one. */
const NOT_IN_EVENT = ['blocked', 'last_login', 'last_ip', 'logins_count', 'phone_verified'];

export function eventUser(user: User): JsonObject {
  const shown: JsonObject = { ...user };
  for (const name of NOT_IN_EVENT) delete shown[name];
  return {
    ...shown,
    email_verified: user.email_verified ?? false,
    ...(user.phone_number === undefined ? {} : { phone_verified: user.phone_verified ?? false }),
    app_metadata: user.app_metadata ?? {},
    user_metadata: user.user_metadata ?? {},
    enrolledFactors: user.enrolledFactors ?? [],
  };
}

function eventOrganization(organization: Organization): JsonObject {
  const { id, name, display_name, metadata } = organization;
  return { id, name, display_name: display_name ?? name, metadata: metadata ?? {} };
}

function eventSession(session: Session): JsonObject {
  return {
    id: session.id,
    user_id: session.user_id,
    created_at: session.created_at,
    updated_at: session.updated_at,
    authenticated_at: session.authenticated_at,
    idle_expires_at: session.idle_expires_at,
    expires_at: session.expires_at,
    clients: session.clients,
    cookie: { mode: session.cookie_mode },
    metadata: session.metadata,
  };
}

function without(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !HIDDEN.includes(name)));
}
