import { invalidRequest, type Transaction } from '../authentication-api';
import type { Connection } from '../store';
import type { TenantContext } from '../tenant-context';
import { strategyType } from '../users';
import type { LoginStep } from './hosted-page';

export interface OfferedConnections {
  /** The database that email and password are checked against, if the application has one. */
  database: Connection | undefined;
  passwordless: Connection[];
  upstream: Connection[];
}

/** The connections that are enabled for the application of a login, narrowed by its `connection` parameter. */
export function offeredConnections(tenant: TenantContext, { parameters }: Transaction): OfferedConnections {
  const enabled = tenant.store
    .collection<Connection>('connections')
    .list()
    .filter((connection) => connection.enabled_clients.includes(parameters.client_id))
    .filter((connection) => parameters.connection === undefined || parameters.connection === connection.name);
  const ofType = (...types: string[]) =>
    enabled.filter((connection) => types.includes(strategyType(connection.strategy)));
  return {
    database: ofType('database')[0],
    passwordless: ofType('passwordless'),
    upstream: ofType('social', 'enterprise'),
  };
}

/**
 * The connection that the page's address names, among those that are offered.
 *
 * @throws OAuthError where it is none of them
 */
export function chosenConnection(step: LoginStep, kind: 'passwordless' | 'upstream'): Connection {
  const name = step.c.req.query('connection');
  const found = offeredConnections(step.tenant, step.transaction)[kind].find(
    (connection) => connection.name === name,
  );
  if (found === undefined) throw invalidRequest('the connection was not found');
  return found;
}

const PROVIDERS: Readonly<Record<string, string>> = {
  'google-oauth2': 'Google',
  apple: 'Apple',
  facebook: 'Facebook',
  github: 'GitHub',
  linkedin: 'LinkedIn',
  email: 'Email code',
  sms: 'SMS code',
};

/** What stands on the connection's button: its own name for people, the provider's, or the connection's. */
export function connectionLabel(connection: Connection): string {
  const own = connection.display_name;
  if (typeof own === 'string' && own !== '') return own;
  return (
    (connection.name === connection.strategy ? PROVIDERS[connection.strategy] : undefined) ?? connection.name
  );
}
