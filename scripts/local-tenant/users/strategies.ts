/** What a connection's strategy means for users, sign-ups and profiles. */
export type StrategyType = 'database' | 'passwordless' | 'social' | 'enterprise';

const ENTERPRISE = new Set([
  'ad',
  'adfs',
  'auth0-adldap',
  'google-apps',
  'ip',
  'office365',
  'oidc',
  'okta',
  'pingfederate',
  'samlp',
  'sharepoint',
  'waad',
]);

/** Providers whose user ids carry the connection's name: ids are only unique within one connection. */
const NAMED_BY_CONNECTION = new Set([
  'ad',
  'adfs',
  'auth0-adldap',
  'oauth2',
  'oidc',
  'okta',
  'pingfederate',
  'samlp',
]);

/** Everything that is not known is a social provider, as new ones appear all the time. */
export function strategyType(strategy: string): StrategyType {
  if (strategy === 'auth0') return 'database';
  if (strategy === 'email' || strategy === 'sms') return 'passwordless';
  return ENTERPRISE.has(strategy) ? 'enterprise' : 'social';
}

/** The part of a user's id behind the first bar: `10769150350006150715` or `acme-saml|ada`. */
export function identityUserId(strategy: string, connectionName: string, id: string): string {
  return NAMED_BY_CONNECTION.has(strategy) ? `${connectionName}|${id}` : id;
}
