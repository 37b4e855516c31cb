/**
 * From Auth0's event to the facts that the decisions need. An event is read as if anything could be in it: identity
 * providers, custom databases and other Actions put values there that no type declares.
 */
import type { ConnectionFacts, Flow, LoginFacts, ProfileFacts, SignupFacts } from '../policy/facts';
import type { Applicant } from '../policy/matching';
import { isRecord, type Tree, textOf, textsOf } from '../policy/objects';
import { parseTime } from '../policy/time';

const LONGEST_EMAIL = 320;
const LONGEST_LOCALE = 35;

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

/** The facts of a login; null for an event without a user, about which nothing can be decided. */
export function readLogin(event: Tree, canRedirect: () => boolean): LoginFacts | null {
  const { user, transaction, session, agent, request } = event;
  const userId = textOf(user?.user_id);
  if (userId === null) return null;
  const applicant = readApplicant(event);
  const flow = readFlow(event, canRedirect);
  const signedUpHere = flow === 'browser' && isPasswordless(applicant.connection);
  return {
    ...applicant,
    userId,
    createdAt: parseTime(user?.created_at),
    email: textOf(user?.email, LONGEST_EMAIL),
    emailVerified: Object.is(user?.email_verified, true),
    primaryConnection: readPrimaryConnection(user?.identities, userId, applicant.connection),
    flow,
    delegated: [session?.actor, transaction?.actor, agent].some(isSomebody),
    locales: readLocales(event),
    appMetadata: treeOf(user?.app_metadata),
    fields: signedUpHere ? treeOf(request?.body) : {},
  };
}

/** The facts of a login with what the claims are made of. */
export function readProfile(event: Tree, canRedirect: () => boolean): ProfileFacts | null {
  const login = readLogin(event, canRedirect);
  const { user, transaction, resource_server, authorization } = event;
  return (
    login && {
      ...login,
      attributes: treeOf(user),
      userMetadata: treeOf(user?.user_metadata),
      scopes: textsOf(transaction?.requested_scopes),
      audience: textOf(resource_server?.identifier),
      roles: textsOf(authorization?.roles),
    }
  );
}

/** The facts of a sign-up; null for an event without a user. */
export function readSignup(event: Tree): SignupFacts | null {
  const { user, transaction, request } = event;
  if (!isRecord(user)) return null;
  const applicant = readApplicant(event);
  return {
    ...applicant,
    email: Object.is(user.email, '') ? null : (user.email ?? null),
    names: [user.name, user.given_name, user.family_name, user.nickname],
    flow: 'signup',
    delegated: false,
    interactive: isRecord(transaction),
    passwordless: isPasswordless(applicant.connection),
    locales: readLocales(event),
    fields: treeOf(request?.body),
  };
}

/** Preferred languages, most wanted first: what the app asked for, then the page's, then the browser's. */
export function readLocales({ transaction, request }: Tree): string[] {
  const asked: unknown = transaction?.ui_locales;
  const wanted = [...(Array.isArray(asked) ? asked : [asked]), transaction?.locale, request?.language];
  return wanted
    .flatMap((text) => (textOf(text) ?? '').split(/[\s,]+/))
    .map((text) => text.replace(/;.*/, ''))
    .filter((locale) => locale !== '' && locale.length <= LONGEST_LOCALE);
}

function readFlow({ transaction, request }: Tree, canRedirect: () => boolean): Flow {
  const protocol = textOf(transaction?.protocol) ?? '';
  if (NO_BROWSER_PROTOCOLS.includes(protocol)) return 'no_browser';
  const prompts = [textOf(request?.query?.prompt), ...textsOf(transaction?.prompt)];
  if (prompts.includes('none')) return 'silent';
  return canRedirect() ? 'browser' : 'no_browser';
}

function readApplicant({ client, connection, organization, request }: Tree): Applicant & {
  connection: ConnectionFacts;
} {
  const id = textOf(organization?.id);
  const country = textOf(request?.geoip?.countryCode, 2);
  return {
    clientId: textOf(client?.client_id),
    connection: { name: textOf(connection?.name) ?? '', strategy: textOf(connection?.strategy) ?? '' },
    organization: id === null ? null : { id, name: textOf(organization?.name) ?? '' },
    country: country && /^[a-z]{2}$/i.test(country) ? country.toUpperCase() : null,
  };
}

function isPasswordless({ strategy }: ConnectionFacts): boolean {
  return strategy === 'email' || strategy === 'sms';
}

/**
 * The connection of the identity that made the user's id, else of the first one, which Auth0 documents as the primary
 * one. Without any identity the user has no other connection than that of this login.
 */
function readPrimaryConnection(list: unknown, userId: string, current: ConnectionFacts): ConnectionFacts {
  const identities = Array.isArray(list) ? list.filter(isRecord) : [];
  const owner = identities.find(({ provider, user_id }) => `${provider}|${user_id}` === userId);
  const primary = owner ?? identities[0];
  const name = textOf(primary?.connection);
  const strategy = textOf(primary?.provider);
  return name && strategy && name !== current.name ? { name, strategy } : current;
}

/** Auth0 leaves empty objects where a flow has none: an actor without any attribute is nobody. */
function isSomebody(actor: unknown): boolean {
  return isRecord(actor) ? Object.keys(actor).length > 0 : Boolean(actor);
}

function treeOf(value: Tree | undefined): Tree {
  return isRecord(value) ? value : {};
}
