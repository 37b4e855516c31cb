import type { RunnableTrigger } from '../local-tenant/actions-runtime';
import { isObject, mergeDeep } from './merge';

const DATABASE = 'Username-Password-Authentication';
const DAY_MS = 86_400_000;
/** Providers of users who come neither from a social nor from a database or passwordless connection. */
const NOT_SOCIAL = [
  'auth0',
  'email',
  'sms',
  'waad',
  'adfs',
  'ad',
  'samlp',
  'oidc',
  'okta',
  'google-apps',
  'pingfederate',
];

type Event = Record<string, unknown>;

/**
 * A whole event for a trigger, as a browser login (or a sign-up on the page) of a verified database user brings it;
 * a scenario changes what it is about. Field by field as in the docs' event objects of the two triggers.
 */
function defaultEvent(trigger: RunnableTrigger, now: Date): Event {
  return trigger === 'post-login' ? loginEvent(now) : signupEvent();
}

/**
 * The scenario's event: its changes laid over the default. A user's `identities` follow from the final user_id and
 * connection unless the scenario gives its own.
 */
export function completeEvent(trigger: RunnableTrigger, now: Date, changes: unknown): Event {
  const event = mergeDeep(defaultEvent(trigger, now), changes) as Event;
  if (trigger !== 'post-login' || !isObject(event.user) || 'identities' in event.user) return event;
  if (isObject(changes) && isObject(changes.user) && changes.user.identities === null) return event;
  return { ...event, user: { ...event.user, identities: identitiesOf(event) } };
}

/** What every leg has of its own: where the request came from stays, what it carried does not. */
export function requestOf(event: Event, method: string, query: Event, body: Event): Event {
  return { ...(isObject(event.request) && event.request), method, query, body };
}

function identitiesOf(event: Event): Event[] {
  const { user, connection } = event as { user: Event; connection: unknown };
  if (typeof user.user_id !== 'string') return [];
  const [provider = '', ...rest] = user.user_id.split('|');
  return [
    {
      connection: isObject(connection) ? connection.name : DATABASE,
      provider,
      user_id: rest.join('|'),
      isSocial: !NOT_SOCIAL.includes(provider),
    },
  ];
}

function loginEvent(now: Date): Event {
  return {
    ...shared(),
    authentication: { methods: [{ name: 'pwd', timestamp: now.toISOString() }] },
    authorization: { roles: [] },
    session: { id: 'session_simulated', user_id: 'auth0|simulated', created_at: now.toISOString() },
    stats: { logins_count: 2 },
    user: {
      user_id: 'auth0|simulated',
      created_at: new Date(now.getTime() - 365 * DAY_MS).toISOString(),
      updated_at: new Date(now.getTime() - DAY_MS).toISOString(),
      email: 'ada@example.com',
      email_verified: true,
      name: 'Ada Example',
      given_name: 'Ada',
      family_name: 'Example',
      nickname: 'ada',
      picture: 'https://s.gravatar.com/avatar/simulated',
      app_metadata: {},
      user_metadata: {},
      enrolledFactors: [],
      multifactor: [],
    },
  };
}

function signupEvent(): Event {
  const { request, ...rest } = shared() as { request: Event } & Event;
  const { query: _query, ...withoutQuery } = request;
  return {
    ...rest,
    request: { ...withoutQuery, method: 'POST' },
    user: { email: 'ada@example.com', app_metadata: {}, user_metadata: {} },
  };
}

function shared(): Event {
  return {
    client: { client_id: 'simulatedclient', name: 'Simulated application', metadata: {} },
    connection: { id: 'con_simulated', name: DATABASE, strategy: 'auth0', metadata: {} },
    request: {
      ip: '203.0.113.7',
      method: 'GET',
      hostname: 'tenant.example.com',
      user_agent: 'Mozilla/5.0 (simulated)',
      query: {},
      body: {},
      geoip: {},
    },
    tenant: { id: 'simulated' },
    transaction: {
      id: 'transaction_simulated',
      acr_values: [],
      locale: 'en',
      protocol: 'oidc-basic-profile',
      prompt: [],
      redirect_uri: 'https://app.example.com/callback',
      requested_scopes: ['openid', 'profile', 'email'],
      response_type: ['code'],
      state: 'state_simulated',
      ui_locales: [],
      metadata: {},
    },
  };
}
