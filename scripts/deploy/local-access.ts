import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onStopSignal, UserError } from '../terminal';
import { variableName } from './credentials';

/** How the running local tenant is reached: as any other tenant, with what it keeps in .gatehouse/. */
export interface TenantAccess {
  variables: Readonly<Record<string, string | undefined>>;
  /** Where a tenant listens elsewhere than its environment's file says. */
  domains: Readonly<Record<string, string>>;
}

/**
 * The process's environment variables, completed for `local` from the tenant that `npm start` keeps running. Starts
 * this very command again where its process does not yet trust that tenant's certificate: Node reads the variable
 * for it only at its start.
 *
 * @throws UserError `LOCAL_TENANT_STOPPED`
 */
export function tenantAccess(root: string, environments: readonly string[]): TenantAccess {
  const own = process.env;
  if (!environments.includes('local') || own[variableName('local', 'CLIENT_ID')])
    return { variables: own, domains: {} };
  const folder = join(root, '.gatehouse');
  const https = readAddress(folder);
  const authority = join(folder, 'tls', 'authority.pem');
  if (own.NODE_EXTRA_CA_CERTS !== authority) startAgain({ ...own, NODE_EXTRA_CA_CERTS: authority });
  // Loaded here: only this case needs the store.
  const { openStore } = require('../local-tenant/store') as typeof import('../local-tenant/store');
  const { SEEDED_CLIENTS } = require('../local-tenant/seed') as typeof import('../local-tenant/seed');
  const { DEFAULT_TENANT } = require('../local-tenant/running') as typeof import('../local-tenant/running');
  const store = openStore(join(folder, 'tenant.db'), { readOnly: true });
  const client = store.tenant(DEFAULT_TENANT).collection('clients').get(SEEDED_CLIENTS.deploy);
  store.close();
  return {
    variables: {
      ...own,
      [variableName('local', 'CLIENT_ID')]: SEEDED_CLIENTS.deploy,
      [variableName('local', 'CLIENT_SECRET')]: String(client?.client_secret),
    },
    domains: { local: new URL(https).host },
  };
}

function readAddress(folder: string): string {
  try {
    const { pid, https } = JSON.parse(readFileSync(join(folder, 'running.json'), 'utf8')) as {
      pid: number;
      https: string;
    };
    process.kill(pid, 0);
    return https;
  } catch {
    throw new UserError(
      'LOCAL_TENANT_STOPPED',
      'No local tenant is running: start it with `npm start`, or name another environment.',
    );
  }
}

/** A request to stop reaches the command that runs again as well: it decides, and this one waits for its end. */
function startAgain(env: NodeJS.ProcessEnv): never {
  onStopSignal(() => undefined);
  const { status } = spawnSync(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env,
  });
  process.exit(status ?? 1);
}
