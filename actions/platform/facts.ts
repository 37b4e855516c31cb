/**
 * From Auth0's event to the facts that the decisions need. An event is read as if anything could be in it: identity
 * providers, custom databases and other Actions put values there that no type declares.
 */
import type { PostLoginAPI } from '@auth0/actions/post-login/v3';
import type { EmailFacts, Flow, LoginFacts, ProfileFacts, SignupFacts } from '../policy/facts';
import type { Applicant } from '../policy/matching';
import { isRecord, type Tree, textOf, textsOf, treeOf } from '../policy/objects';
import { parseTime } from '../policy/time';

const LONGEST_EMAIL = 320;

/**
 * Protocols in which nobody can be shown a page although `canRedirect()` says so (docs page
 * actions/reference/post-login/post-login-api-object).
 */
const NO_BROWSER =
  /^(oidc-ciba|oauth2-(token-exchange|resource-owner-jwt-bearer|access-token)|wstrust-usernamemixed)$/;

/** @throws Error for an event without a user, about which nothing can be decided */
export function readLogin(event: Tree, api: PostLoginAPI): LoginFacts {
  const { user, transaction, session, agent, request } = event;
  const userId = textOf(user?.user_id);
  if (!userId) throw new TypeError('no user');
  const applicant = readApplicant(event);
  const flow = readFlow(event, api);
  return {
    ...applicant,
    userId,
    createdAt: parseTime(user?.created_at),
    emailVerified: Object.is(user?.email_verified, true),
    flow,
    delegated: [session?.actor, transaction?.actor, agent].some(isSomebody),
    locales: readLocales(event),
    appMetadata: treeOf(user?.app_metadata),
    fields: flow === 'browser' && isPasswordless(applicant) ? treeOf(request?.body) : {},
  };
}

/** The facts of a login with the connection that vouches for the address. */
export function readEmail(event: Tree, api: PostLoginAPI): EmailFacts {
  const login = readLogin(event, api);
  const { userId, connection } = login;
  return {
    ...login,
    email: textOf(event.user?.email, LONGEST_EMAIL),
    primaryConnection: readPrimaryConnection(event.user?.identities, userId, connection),
  };
}

/** The facts of a login with what the claims are made of. */
export function readProfile(event: Tree, api: PostLoginAPI): ProfileFacts {
  const { user, transaction, resource_server, authorization } = event;
  return {
    ...readEmail(event, api),
    attributes: treeOf(user),
    userMetadata: treeOf(user?.user_metadata),
    scopes: textsOf(transaction?.requested_scopes),
    audience: textOf(resource_server?.identifier),
    roles: textsOf(authorization?.roles),
  };
}

/** @throws Error for an event without a user, about which nothing can be decided */
export function readSignup(event: Tree): SignupFacts {
  const { user, transaction, request } = event;
  if (!isRecord(user)) throw new TypeError('no user');
  const applicant = readApplicant(event);
  return {
    ...applicant,
    email: user.email || undefined,
    names: [user.name, user.given_name, user.family_name, user.nickname],
    flow: 'signup',
    delegated: false,
    interactive: isRecord(transaction),
    passwordless: isPasswordless(applicant),
    locales: readLocales(event),
    fields: treeOf(request?.body),
  };
}

/** Preferred languages, most wanted first: what the app asked for, then the page's, then the browser's. */
export function readLocales({ transaction, request }: Tree): string[] {
  const wanted: unknown[] = [transaction?.ui_locales, transaction?.locale, request?.language];
  return wanted.flat().flatMap((text) => textOf(text)?.split(/[\s,;]+/) ?? []);
}

/** Auth0 leaves empty objects where a flow has none: an actor without any attribute is nobody. */
function isSomebody(actor: Tree | undefined): boolean {
  return Object.keys(actor ?? {}).length > 0;
}

function readFlow({ transaction, request }: Tree, api: PostLoginAPI): Flow {
  const asksSilently = Object.is(request?.query?.prompt, 'none');
  const cannotShow = !asksSilently && !api.redirect.canRedirect();
  if (cannotShow || NO_BROWSER.test(textOf(transaction?.protocol) ?? '')) return 'no_browser';
  const prompts: unknown[] = [transaction?.prompt];
  return asksSilently || prompts.flat().includes('none') ? 'silent' : 'browser';
}

function readApplicant({ client, connection, organization, request }: Tree): Applicant {
  const country = textOf(request?.geoip?.countryCode) ?? '';
  return {
    clientId: textOf(client?.client_id),
    connection: { name: textOf(connection?.name), strategy: textOf(connection?.strategy) },
    organization: { id: textOf(organization?.id), name: textOf(organization?.name) },
    country: /^[a-z]{2}$/i.test(country) ? country.toUpperCase() : undefined,
  };
}

function isPasswordless({ connection: { strategy } }: Applicant): boolean {
  return strategy === 'email' || strategy === 'sms';
}

/**
 * The connection of the identity that made the user's id, else of the first one, which Auth0 documents as the primary
 * one. Without any identity the user has no other connection than that of this login.
 */
function readPrimaryConnection(
  list: unknown,
  userId: string,
  current: Applicant['connection'],
): Applicant['connection'] {
  const identities = Array.isArray(list) ? list.filter(isRecord) : [];
  const owner = identities.find(({ provider, user_id }) => `${provider}|${user_id}` === userId);
  const primary = owner ?? identities[0];
  const name = textOf(primary?.connection);
  const strategy = textOf(primary?.provider);
  return name && strategy && name !== current.name ? { name, strategy } : current;
}
