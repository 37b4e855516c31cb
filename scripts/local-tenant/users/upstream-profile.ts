import type { Connection, JsonObject } from '../store';
import { identityUserId, strategyType } from './strategies';

/** What an identity provider sent, in Auth0's normalized shape. */
export interface UpstreamProfile {
  user_id: string;
  provider: string;
  isSocial: boolean;
  /** The id behind the first bar of `user_id`. */
  identityUserId: string;
  /** Root attributes: the mapped ones and everything that was not mapped. */
  attributes: JsonObject;
}

/** Where each normalized attribute is looked for, first match wins: OIDC's name, then the providers' own. */
const SOURCES: Record<string, string[]> = {
  email: ['email', 'mail', 'upn', 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'],
  name: ['name', 'displayName', 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name'],
  given_name: [
    'given_name',
    'givenName',
    'first_name',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname',
  ],
  family_name: [
    'family_name',
    'surname',
    'sn',
    'last_name',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname',
  ],
  nickname: ['nickname', 'login', 'screen_name'],
  picture: ['picture', 'avatar_url', 'profile_image_url'],
};

const SUBJECTS = [
  'sub',
  'id',
  'user_id',
  'oid',
  'nameID',
  'nameIdentifier',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier',
];

/**
 * Normalizes an identity provider's raw profile: unmapped attributes are passed through at the root,
 * `email_verified` is copied and `false` when absent; Azure AD and ADFS connections say themselves whether
 * to trust their addresses (normalized-user-profiles, azuread-adfs-email-verification).
 *
 * @throws TypeError where the profile names nobody
 */
export function upstreamProfile(connection: Connection, raw: JsonObject): UpstreamProfile {
  const { strategy, name: connectionName } = connection;
  const subject = firstText(raw, SUBJECTS);
  if (subject === undefined)
    throw new TypeError(`the profile has none of ${SUBJECTS.slice(0, 5).join(', ')}`);

  const attributes: JsonObject = {};
  const mapped = new Set<string>(SUBJECTS);
  for (const [attribute, sources] of Object.entries(SOURCES)) {
    const value = firstText(raw, sources);
    for (const source of sources) mapped.add(source);
    if (value !== undefined) attributes[attribute] = attribute === 'email' ? value.toLowerCase() : value;
  }
  for (const [key, value] of Object.entries(raw)) {
    if (!mapped.has(key) && !PROTECTED.has(key)) attributes[key] = value;
  }
  if (attributes.email !== undefined) attributes.email_verified = emailVerified(connection, raw);
  const id = identityUserId(strategy, connectionName, subject);
  return {
    user_id: `${strategy}|${id}`,
    provider: strategy,
    isSocial: strategyType(strategy) === 'social',
    identityUserId: id,
    attributes,
  };
}

/** Attributes of the stored profile that no provider may write. */
const PROTECTED = new Set([
  'app_metadata',
  'user_metadata',
  'identities',
  'created_at',
  'updated_at',
  'blocked',
  'last_login',
  'last_ip',
  'logins_count',
  'last_password_reset',
  'email_verified',
  'username',
  '__proto__',
]);

function emailVerified(connection: Connection, raw: JsonObject): boolean {
  if (connection.strategy === 'facebook') return false;
  const setting = connection.options.should_trust_email_verified_connection;
  if (setting === 'always_set_emails_as_verified') return true;
  if (setting === 'never_set_emails_as_verified') return false;
  return raw.email_verified === true || raw.email_verified === 'true';
}

function firstText(raw: JsonObject, keys: string[]): string | undefined {
  for (const key of keys) {
    const value = Object.hasOwn(raw, key) ? raw[key] : undefined;
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}
