import type { Transaction } from '../authentication-api';
import type { Connection } from '../store';
import type { TenantContext } from '../tenant-context';
import { strategyType } from '../users';

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

/** What stands on the connection's button. */
export function connectionLabel(connection: Connection): string {
  return typeof connection.display_name === 'string' && connection.display_name !== ''
    ? connection.display_name
    : connection.name;
}
