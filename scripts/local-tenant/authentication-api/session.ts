import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { localPath } from '../request-url';
import type { JsonObject, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { keepNewest } from '../tenant-log';
import { randomToken } from '../tokens';

/** Auth0's defaults for a tenant that says nothing (tenant settings, hours). */
const DEFAULT_LIFETIME_HOURS = 168;
const DEFAULT_IDLE_HOURS = 72;
const KEPT_SESSIONS = 5_000;

/** A single sign-on session: this browser, at this tenant. */
export interface Session {
  id: string;
  user_id: string;
  connection: string;
  methods: { name: string; timestamp: string }[];
  clients: { client_id: string }[];
  created_at: string;
  updated_at: string;
  authenticated_at: string;
  idle_expires_at: string;
  expires_at: string;
  cookie_mode: 'persistent' | 'non-persistent';
  metadata: JsonObject;
}

/** The session that this browser's cookie names, if it still lives and its user exists. */
export function currentSession(tenant: TenantContext, c: Context): Session | undefined {
  const id = getCookie(c, cookieName(c));
  return id === undefined ? undefined : findSession(tenant, id);
}

export function findSession(tenant: TenantContext, id: string): Session | undefined {
  const session = sessions(tenant).get(id);
  if (session === undefined) return undefined;
  const now = tenant.now().getTime();
  const lives = now < Date.parse(session.expires_at) && now < Date.parse(session.idle_expires_at);
  const userExists = tenant.store.collection<User>('users').get(session.user_id) !== undefined;
  if (lives && userExists) return session;
  sessions(tenant).delete(id);
  return undefined;
}

/**
 * Begins a session after somebody proved who they are. Its id is always new: an id that was planted in the
 * browser before never becomes somebody's session.
 */
export function startSession(
  tenant: TenantContext,
  c: Context,
  who: {
    user_id: string;
    connection: string;
    methods: { name: string; timestamp: string }[];
    client_id: string;
  },
): Session {
  const former = currentSession(tenant, c);
  if (former !== undefined) sessions(tenant).delete(former.id);
  const now = tenant.now();
  const { lifetime, idle, mode } = sessionSettings(tenant);
  const session: Session = {
    id: randomToken(24),
    user_id: who.user_id,
    connection: who.connection,
    methods: who.methods,
    clients: [{ client_id: who.client_id }],
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
    authenticated_at: now.toISOString(),
    idle_expires_at: hoursFrom(now, idle),
    expires_at: hoursFrom(now, lifetime),
    cookie_mode: mode,
    metadata: {},
  };
  saveSession(tenant, session);
  writeCookie(c, session);
  return session;
}

/** Notes that another request used the session; its idle time begins anew. */
export function touchSession(tenant: TenantContext, session: Session, clientId: string): Session {
  const now = tenant.now();
  const { idle } = sessionSettings(tenant);
  const touched: Session = {
    ...session,
    updated_at: now.toISOString(),
    idle_expires_at: hoursFrom(now, idle),
    clients: session.clients.some((client) => client.client_id === clientId)
      ? session.clients
      : [...session.clients, { client_id: clientId }],
  };
  saveSession(tenant, touched);
  return touched;
}

export function saveSession(tenant: TenantContext, session: Session): void {
  const collection = sessions(tenant);
  collection.put(session.id, session);
  keepNewest(tenant.store, 'sessions', collection, KEPT_SESSIONS, (old) => old.id);
}

export function endSession(tenant: TenantContext, id: string): void {
  sessions(tenant).delete(id);
}

export function forgetSessionCookie(c: Context): void {
  deleteCookie(c, cookieName(c), { path: localPath(c, '/'), secure: isSecure(c) });
}

/** A page that is framed by an app needs `None`, which browsers only take over https. */
export function writeCookie(c: Context, session: Session): void {
  const secure = isSecure(c);
  setCookie(c, cookieName(c), session.id, {
    path: localPath(c, '/'),
    httpOnly: true,
    secure,
    sameSite: secure ? 'None' : 'Lax',
    ...(session.cookie_mode === 'persistent' ? { expires: new Date(session.expires_at) } : {}),
  });
}

/** Browsers keep one cookie jar for all ports, schemes and paths of a host, so schemes and tenants differ in name. */
function cookieName(c: Context): string {
  const tenant = localPath(c, '').replace(/[^a-z0-9]+/gi, '_');
  return `${isSecure(c) ? 'auth0' : 'auth0_http'}${tenant}`;
}

function isSecure(c: Context): boolean {
  return new URL(c.req.url).protocol === 'https:';
}

function sessionSettings(tenant: TenantContext) {
  const settings = tenant.store.collection<JsonObject>('singletons').get('tenant-settings') ?? {};
  const cookie = settings.session_cookie as { mode?: string } | undefined;
  return {
    lifetime: positive(settings.session_lifetime) ?? DEFAULT_LIFETIME_HOURS,
    idle: positive(settings.idle_session_lifetime) ?? DEFAULT_IDLE_HOURS,
    mode: cookie?.mode === 'non-persistent' ? ('non-persistent' as const) : ('persistent' as const),
  };
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}

function hoursFrom(date: Date, hours: number): string {
  return new Date(date.getTime() + hours * 3_600_000).toISOString();
}

function sessions(tenant: TenantContext) {
  return tenant.store.collection<Session>('sessions');
}
