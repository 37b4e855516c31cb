/**
 * From Auth0's event to the facts that the decisions need. An event is read as if anything could be in it: identity
 * providers, custom databases and other Actions put values there that no type declares.
 */
import type { Event as LoginEvent, PostLoginAPI } from '@auth0/actions/post-login/v3';
import type { Event as SignupEvent } from '@auth0/actions/pre-user-registration/v2';
import type { ConnectionFacts, Flow, LoginFacts, ProfileFacts, SignupFacts } from '../policy/facts';
import { isRecord, own, stringsOf, textOf } from '../policy/objects';
import { gatehouseKeys } from '../policy/stamp';
import { parseTime } from '../policy/time';

const LONGEST_ID = 128;
const LONGEST_NAME = 256;
const LONGEST_EMAIL = 320;
const LONGEST_LOCALE = 35;
const MOST_LOCALES = 20;

/**
 * Protocols in which nobody can be shown a page. `canRedirect()` is false for some and true for others (docs page
 * actions/reference/post-login/post-login-api-object), so it alone is not enough.
 */
const NO_BROWSER_PROTOCOLS = [
  'oidc-ciba',
  'oauth2-token-exchange',
  'oauth2-resource-owner-jwt-bearer',
  'oauth2-access-token',
  'wstrust-usernamemixed',
  'oauth2-refresh-token',
  'oauth2-resource-owner',
  'oauth2-password',
  'oauth2-webauthn',
];

const PASSWORDLESS_STRATEGIES = ['email', 'sms'];

/** The facts of a login; null for an event without a user, about which nothing can be decided. */
export function readLogin(event: LoginEvent, api: PostLoginAPI): LoginFacts | null {
  const userId = textOf(own(event, 'user', 'user_id'), LONGEST_NAME);
  if (userId === null) return null;
  const connection = readConnection(event);
  const flow = readFlow(event, api);
  const signedUpHere = flow === 'browser' && isPasswordless(connection);
  return {
    userId,
    createdAt: parseTime(own(event, 'user', 'created_at')),
    email: textOf(own(event, 'user', 'email'), LONGEST_EMAIL),
    emailVerified: own(event, 'user', 'email_verified') === true,
    connection,
    primaryConnection: readPrimaryConnection(event, userId, connection),
    clientId: readClientId(event),
    organization: readOrganization(event),
    country: readCountry(event),
    flow,
    delegated: [own(event, 'session', 'actor'), own(event, 'transaction', 'actor'), own(event, 'agent')].some(
      isSomebody,
    ),
    locales: readLocales(event),
    stamps: gatehouseKeys(own(event, 'user', 'app_metadata')),
    signupFields: signedUpHere ? recordOf(own(event, 'request', 'body')) : {},
  };
}

/** The facts of a login with what the claims are made of. */
export function readProfile(event: LoginEvent, api: PostLoginAPI): ProfileFacts | null {
  const login = readLogin(event, api);
  if (login === null) return null;
  return {
    ...login,
    attributes: recordOf(own(event, 'user')),
    userMetadata: recordOf(own(event, 'user', 'user_metadata')),
    appMetadata: recordOf(own(event, 'user', 'app_metadata')),
    scopes: stringsOf(own(event, 'transaction', 'requested_scopes'), LONGEST_NAME),
    audience: textOf(own(event, 'resource_server', 'identifier'), LONGEST_NAME),
    roles: stringsOf(own(event, 'authorization', 'roles'), LONGEST_NAME),
  };
}

/** The facts of a sign-up; null for an event without a user. */
export function readSignup(event: SignupEvent): SignupFacts | null {
  const user = own(event, 'user');
  if (!isRecord(user)) return null;
  const connection = readConnection(event);
  const names = ['name', 'given_name', 'family_name', 'nickname'].map((key) => own(user, key) ?? null);
  const email = own(user, 'email');
  return {
    email: email === undefined || email === '' ? null : email,
    names,
    connection,
    clientId: readClientId(event),
    country: readCountry(event),
    interactive: isRecord(own(event, 'transaction')),
    passwordless: isPasswordless(connection),
    locales: readLocales(event),
    fields: recordOf(own(event, 'request', 'body')),
  };
}

/** Preferred languages, most wanted first: what the app asked for, then the page's, then the browser's. */
export function readLocales(event: unknown): string[] {
  const asked = own(event, 'transaction', 'ui_locales');
  const page = own(event, 'transaction', 'locale');
  const browser = own(event, 'request', 'language');
  const wanted = [
    ...(typeof asked === 'string' ? split(asked, ' ') : stringsOf(asked, LONGEST_LOCALE)),
    ...(typeof page === 'string' ? [page] : []),
    ...(typeof browser === 'string' ? split(browser, ',') : []),
  ];
  return wanted.filter((locale) => locale.length <= LONGEST_LOCALE).slice(0, MOST_LOCALES);
}

function split(list: string, separator: string): string[] {
  const entries = list.slice(0, 1000).split(separator);
  return entries.map((entry) => entry.split(';', 1).join('').trim()).filter((entry) => entry !== '');
}

function readFlow(event: LoginEvent, api: PostLoginAPI): Flow {
  const protocol = own(event, 'transaction', 'protocol');
  if (NO_BROWSER_PROTOCOLS.some((known) => known === protocol)) return 'no_browser';
  const query = own(event, 'request', 'query', 'prompt');
  const isSilent = query === 'none' || stringsOf(own(event, 'transaction', 'prompt'), 50).includes('none');
  if (isSilent) return 'silent';
  return api.redirect.canRedirect() === true ? 'browser' : 'no_browser';
}

function readConnection(event: unknown): ConnectionFacts {
  return {
    name: textOf(own(event, 'connection', 'name'), LONGEST_NAME) ?? '',
    strategy: textOf(own(event, 'connection', 'strategy'), LONGEST_NAME) ?? '',
  };
}

function isPasswordless(connection: ConnectionFacts): boolean {
  return PASSWORDLESS_STRATEGIES.includes(connection.strategy);
}

/**
 * The connection of the identity that made the user's id, else of the first one, which Auth0 documents as the primary
 * one. Without any identity the user has no other connection than that of this login.
 */
function readPrimaryConnection(event: LoginEvent, userId: string, current: ConnectionFacts): ConnectionFacts {
  const list = own(event, 'user', 'identities');
  const identities: unknown[] = Array.isArray(list) ? list : [];
  const isOwner = (identity: unknown) =>
    `${String(textOf(own(identity, 'provider'), LONGEST_NAME))}|${String(own(identity, 'user_id'))}` ===
    userId;
  const primary = identities.find(isOwner) ?? identities[0];
  const name = textOf(own(primary, 'connection'), LONGEST_NAME);
  const provider = textOf(own(primary, 'provider'), LONGEST_NAME);
  if (name === null || provider === null || name === current.name) return current;
  return { name, strategy: provider };
}

function readClientId(event: unknown): string | null {
  return textOf(own(event, 'client', 'client_id'), LONGEST_ID);
}

function readOrganization(event: LoginEvent): LoginFacts['organization'] {
  const id = textOf(own(event, 'organization', 'id'), LONGEST_ID);
  if (id === null) return null;
  return { id, name: textOf(own(event, 'organization', 'name'), LONGEST_NAME) ?? '' };
}

function readCountry(event: unknown): string | null {
  const code = own(event, 'request', 'geoip', 'countryCode');
  return typeof code === 'string' && /^[A-Za-z]{2}$/.test(code) ? code.toUpperCase() : null;
}

/** Auth0 leaves empty objects where a flow has none: an actor without any attribute is nobody. */
function isSomebody(actor: unknown): boolean {
  return isRecord(actor) ? Object.keys(actor).length > 0 : Boolean(actor);
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
