import { SEEDED_CLIENTS, seedApplications, seedConnections } from '../../../scripts/local-tenant/seed';
import { type Client, type Connection, openStore } from '../../../scripts/local-tenant/store';

/** A store as the first start leaves it; `start` is a later one. */
function seeded() {
  const store = openStore(':memory:').tenant('local');
  const clients = store.collection<Client>('clients');
  const connections = store.collection<Connection>('connections');
  const start = (port: number) => {
    seedConnections(store, seedApplications(store, [`http://localhost:${port}`]));
  };
  start(4400);
  const client = (id: string) => clients.get(id) ?? ({} as Client);
  const database = () => connections.findBy('name', 'username-password-authentication')[0] as Connection;
  return { clients, connections, start, client, database };
}

describe('what the local tenant brings along', () => {
  it('moves to where the tenant listens now, and leaves what people changed', () => {
    const { clients, connections, start, client, database } = seeded();
    const id = SEEDED_CLIENTS.sampleApp;
    const secret = client(SEEDED_CLIENTS.deploy).client_secret;
    clients.put(id, {
      ...client(id),
      name: 'Ours',
      callbacks: [...(client(id).callbacks ?? []), 'http://localhost:3000/callback'],
    });
    connections.put(database().id, { ...database(), options: { passwordPolicy: 'low' } });

    start(4401);

    expect(client(id)).toMatchObject({ name: 'Ours', web_origins: ['http://localhost:4401'] });
    expect(client(id).callbacks?.sort()).toEqual([
      'http://localhost:3000/callback',
      'http://localhost:4401/app',
      'http://localhost:4401/app/',
    ]);
    expect(client(SEEDED_CLIENTS.deploy).client_secret).toBe(secret);
    expect(database().options).toEqual({ passwordPolicy: 'low' });
  });

  it('is completed where the store is older than a part of it', () => {
    const { clients, connections, start, client, database } = seeded();
    const { client_id, name } = client(SEEDED_CLIENTS.sampleApp);
    clients.put(client_id, { client_id, name });
    clients.delete(SEEDED_CLIENTS.sampleWeb);
    connections.put(database().id, { ...database(), enabled_clients: ['of-somebody-else'] });
    for (const { id } of connections.findBy('name', 'google-oauth2')) connections.delete(id);

    start(4400);

    expect(client(client_id)).toMatchObject({
      app_type: 'spa',
      grant_types: ['authorization_code', 'refresh_token'],
    });
    expect(client(SEEDED_CLIENTS.sampleWeb).client_secret).toHaveLength(64);
    expect(database().enabled_clients).toEqual(['of-somebody-else', SEEDED_CLIENTS.sampleWeb]);
    expect(connections.findBy('name', 'google-oauth2')).toHaveLength(1);
  });
});
