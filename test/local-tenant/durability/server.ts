import { join } from 'node:path';
import { startTenant } from '../../../scripts/local-tenant/running';
import { SEEDED_CLIENTS } from '../../../scripts/local-tenant/seed';
import type { Client } from '../../../scripts/local-tenant/store';

/** A local tenant in a process of its own, which the test kills. `process.argv[2]`: the folder of its state. */
async function main(folder: string): Promise<void> {
  const running = await startTenant({
    database: join(folder, 'tenant.db'),
    certificates: join(folder, 'tls'),
    http: { port: 0 },
    https: { port: 0 },
    claimsNamespace: 'https://gatehouse.example.com',
  });
  const client = running.tenant.store.collection<Client>('clients').get(SEEDED_CLIENTS.deploy);
  process.send?.({ http: running.http, secret: client?.client_secret });
}

void main(process.argv[2] ?? '');
