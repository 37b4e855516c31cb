import type { Hono } from 'hono';
import { createActionsRuntime } from '../actions-runtime';
import type { ActionsRuntimeOptions } from '../actions-runtime/contract';
import { createLocalTenant, type LocalTenantOptions, routeToTenants } from '../create-local-tenant';
import { seedApplications, seedConnections } from '../seed';
import { type ListenOptions, listen, localCertificate } from '../server';
import { openStore } from '../store';
import type { TenantContext } from '../tenant-context';

type PortChoice = Pick<ListenOptions, 'port' | 'attempts'>;

export interface RunningTenantOptions extends LocalTenantOptions {
  /** Path of the SQLite file, or `:memory:`. */
  database: string;
  /** Folder of the certificates; made on first use. */
  certificates: string;
  /** Where to listen; port 0 takes any, `attempts` says how many ports in a row are tried. */
  http: PortChoice;
  https: PortChoice;
  /** Further tenants, each at `/t/<name>`. */
  tenants?: readonly string[];
  runtime?: ActionsRuntimeOptions;
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
 * @throws UserError `PORT_IN_USE`, `STORE_UNREADABLE`, `STORE_TOO_NEW`
 */
export async function startTenant(options: RunningTenantOptions): Promise<RunningTenant> {
  const opened: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const end of opened.reverse()) await end();
  };
  try {
    const store = openStore(options.database);
    opened.push(() => store.close());
    const certificate = await localCertificate(options.certificates);
    // An Action that calls this tenant's own Management API meets its certificate.
    const runtime = createActionsRuntime({
      ...options.runtime,
      extraCertificates: certificate.authorityFile,
    });
    opened.push(() => runtime.close());

    const tenants = new Map<string, { context: TenantContext; app: Hono }>();
    for (const name of [DEFAULT_TENANT, ...(options.tenants ?? [])]) {
      const context = { store: store.tenant(name), runtime, now: () => new Date() };
      tenants.set(name, { context, app: createLocalTenant(context, options) });
    }
    const main = tenants.get(DEFAULT_TENANT);
    if (!main) throw new TypeError('the default tenant is missing');

    const fetch = routeToTenants(main.app, (name) => tenants.get(name)?.app);
    const http = await listen(fetch, options.http);
    opened.push(() => http.close());
    const https = await listen(fetch, { ...options.https, tls: certificate });
    opened.push(() => https.close());

    const origins = { http: `http://localhost:${http.port}`, https: `https://localhost:${https.port}` };
    for (const [name, { context }] of tenants) {
      const prefix = name === DEFAULT_TENANT ? '' : `/t/${name}`;
      context.store.transaction(() => {
        const added = seedApplications(context.store, [origins.http + prefix, origins.https + prefix]);
        seedConnections(context.store, added);
      });
    }
    return {
      ...origins,
      certificateAuthority: certificate.authorityFile,
      tenant: main.context,
      tenantNamed: (name) => tenants.get(name)?.context,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
