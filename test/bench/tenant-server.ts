import { join } from 'node:path';
import { type RunningTenant, startTenant } from '../../scripts/local-tenant/running';
import { EXAMPLE_PASSWORD, seedExampleUsers } from '../../scripts/local-tenant/seed';
import { createUser, findConnection, findUserByEmail } from '../../scripts/local-tenant/users';
import { memoryInUse } from './memory-in-use';

/** `process.argv`: folder for everything that it keeps, http port, TLS port, how many users to deploy and log in for. */
async function main([folder = '', http = '', https = '', users = '0']: string[]): Promise<void> {
  const running = await startTenant({
    database: join(folder, 'tenant.db'),
    certificates: join(folder, 'tls'),
    http: { port: Number(http), attempts: 1 },
    https: { port: Number(https), attempts: 1 },
    claimsNamespace: 'https://gatehouse.example.com',
  });
  if (Number(users) > 0) await prepareLogins(running, join(folder, 'dist'), Number(users));
  process.on('message', () => process.send?.({ memory: memoryInUse() }));
  process.once('disconnect', () => void running.close().then(() => process.exit(0)));
  process.send?.({ ready: { password: EXAMPLE_PASSWORD } });
}

/** Deploys the Actions with the real Deploy CLI, and makes users to whom no Action has anything to ask. */
async function prepareLogins(running: RunningTenant, folder: string, users: number): Promise<void> {
  // Loaded here: the server itself needs none of it.
  const { configOf } = require('./built-environment') as typeof import('./built-environment');
  const { buildEnvironment } = require('../../scripts/bundle') as typeof import('../../scripts/bundle');
  const { deployToLocal } =
    require('../../scripts/deploy/deploy-to-local') as typeof import('../../scripts/deploy/deploy-to-local');
  const config = await configOf('local');
  const { actions } = await buildEnvironment(config, folder);
  await seedExampleUsers(running.tenant, config);
  await deployToLocal({ running, folder, actions, onProgress: () => {} });
  const connection = findConnection(running.tenant, 'Username-Password-Authentication');
  if (connection === undefined) throw new Error('there is no database connection');
  const model = findUserByEmail(running.tenant, 'ada@example.com', connection.name);
  for (let number = 0; number < users; number += 1) {
    await createUser(running.tenant, {
      connection,
      email: `user-${number}@example.com`,
      email_verified: true,
      password: EXAMPLE_PASSWORD,
      app_metadata: model?.app_metadata ?? {},
    });
  }
}

void main(process.argv.slice(2));
