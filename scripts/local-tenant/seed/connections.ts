import type { Connection, TenantStore } from '../store';
import { SEEDED_CLIENTS } from './applications';

/** The connection that every new Auth0 tenant has. */
export const DATABASE_CONNECTION = 'Username-Password-Authentication';

type SeededConnection = Pick<Connection, 'id' | 'name' | 'strategy' | 'options'> & { realms: string[] };

const SEEDED_CONNECTIONS: readonly SeededConnection[] = [
  {
    id: 'con_database0000000',
    name: DATABASE_CONNECTION,
    strategy: 'auth0',
    options: {
      mfa: { active: true, return_enroll_settings: true },
      passwordPolicy: 'good',
      brute_force_protection: true,
      strategy_version: 2,
    },
    realms: [DATABASE_CONNECTION],
  },
  social('con_google000000000', 'google-oauth2', 'google-oauth2'),
  social('con_azure0000000000', 'acme-azure', 'waad'),
];

/** Puts the connections in place where they are missing; what was deployed or changed since stays. */
export function seedConnections(store: TenantStore): void {
  const connections = store.collection<Connection>('connections');
  for (const connection of SEEDED_CONNECTIONS) {
    if (connections.findBy('name', connection.name.toLowerCase()).length > 0) continue;
    connections.put(connection.id, {
      ...connection,
      enabled_clients: [SEEDED_CLIENTS.sampleApp, SEEDED_CLIENTS.sampleWeb],
    } as Connection);
  }
}

function social(id: string, name: string, strategy: string): SeededConnection {
  return { id, name, strategy, options: {}, realms: [name] };
}
