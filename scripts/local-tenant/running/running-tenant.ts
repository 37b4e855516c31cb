import type { Hono } from 'hono';
import { createActionsRuntime } from '../actions-runtime';
import type { ActionsRuntimeOptions } from '../actions-runtime/contract';
import { createLocalTenant, routeToTenants } from '../create-local-tenant';
import { seedApplications, seedConnections } from '../seed';
import { listen, localCertificate } from '../server';
import { openStore, type Store } from '../store';
import type { TenantContext } from '../tenant-context';

export interface RunningTenantOptions {
  /** Path of the SQLite file, or `:memory:`. */
  database: string;
  /** Folder of the certificates; made on first use. */
  certificates: string;
  /** First ports to try; 0 for any. */
  httpPort: number;
  httpsPort: number;
  /** Further tenants, each at `/t/<name>`. */
  tenants?: readonly string[];
  runtime?: ActionsRuntimeOptions;
  claimsNamespace: string;
}

export interface RunningTenant {
  /** `http://localhost:4400`: for browsers and apps. */
  http: string;
  /** `https://localhost:4443`: for the Deploy CLI and for SDKs that insist on TLS. */
  https: string;
  /** PEM file for `NODE_EXTRA_CA_CERTS`. */
  certificateAuthority: string;
  tenant: TenantContext;
  tenantNamed(name: string): TenantContext | undefined;
  /** Ends the listeners and the Actions' processes, and closes the store. */
  close(): Promise<void>;
}

export const DEFAULT_TENANT = 'local';

/**
 * Starts the local tenant behind both listeners, with its applications and connections in place.
 *
 * @throws UserError `PORT_IN_USE`, `STORE_UNREADABLE`
 */
export async function startTenant(options: RunningTenantOptions): Promise<RunningTenant> {
  const store = openStore(options.database);
  const runtime = createActionsRuntime(options.runtime);
  const contexts = new Map<string, TenantContext>();
  const apps = new Map<string, Hono>();
  for (const name of [DEFAULT_TENANT, ...(options.tenants ?? [])]) {
    const context = { store: store.tenant(name), runtime, now: () => new Date() };
    contexts.set(name, context);
    apps.set(name, createLocalTenant(context, options));
  }
  const tenant = contexts.get(DEFAULT_TENANT);
  const app = apps.get(DEFAULT_TENANT);
  if (!tenant || !app) throw new TypeError('the default tenant is missing');

  const fetch = routeToTenants(app, (name) => apps.get(name));
  const certificate = await localCertificate(options.certificates);
  try {
    const http = await listen(fetch, { port: options.httpPort });
    const https = await listen(fetch, { port: options.httpsPort, tls: certificate });
    const origins = { http: `http://localhost:${http.port}`, https: `https://localhost:${https.port}` };
    for (const [name, context] of contexts) {
      const prefix = name === DEFAULT_TENANT ? '' : `/t/${name}`;
      seedApplications(context.store, [origins.http + prefix, origins.https + prefix]);
      seedConnections(context.store);
    }
    return {
      ...origins,
      certificateAuthority: certificate.authorityFile,
      tenant,
      tenantNamed: (name) => contexts.get(name),
      close: async () => {
        await Promise.all([http.close(), https.close()]);
        await runtime.close();
        store.close();
      },
    };
  } catch (error) {
    await closeQuietly(store, () => runtime.close());
    throw error;
  }
}

async function closeQuietly(store: Store, closeRuntime: () => Promise<void>): Promise<void> {
  await closeRuntime();
  store.close();
}
