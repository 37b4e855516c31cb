import type { Connection, TenantStore } from '../store';
import { SEEDED_CLIENTS } from './applications';

/** The connection that every new Auth0 tenant has. */
export const DATABASE_CONNECTION = 'Username-Password-Authentication';

/** People log in to these. */
const APPLICATIONS: readonly string[] = [SEEDED_CLIENTS.sampleApp, SEEDED_CLIENTS.sampleWeb];

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

/**
 * Puts the connections in place where they are missing; what was deployed or changed since stays, but for an
 * application that is new in this store: it can be logged in to.
 *
 * @param newClients ids that `seedApplications` gave
 */
export function seedConnections(store: TenantStore, newClients: readonly string[]): void {
  const connections = store.collection<Connection>('connections');
  for (const connection of SEEDED_CONNECTIONS) {
    const [known] = connections.findBy('name', connection.name.toLowerCase());
    const enabled = known === undefined ? APPLICATIONS : APPLICATIONS.filter((id) => newClients.includes(id));
    const enabled_clients = [...new Set([...(known?.enabled_clients ?? []), ...enabled])];
    const id = known?.id ?? connection.id;
    if (known === undefined || enabled.length > 0)
      connections.put(id, { ...connection, ...known, enabled_clients } as Connection);
  }
}

function social(id: string, name: string, strategy: string): SeededConnection {
  return { id, name, strategy, options: {}, realms: [name] };
}
