import { type Handler, Hono } from 'hono';
import type { EnvironmentConfig } from '../config';
import { createSampleApp } from '../sample-app';
import { clientCors, createAuthenticationApi } from './authentication-api';
import type { ManagementApiOptions } from './management-api';
import { pageHeaders } from './pages';
import { SAMPLE_API, SEEDED_CLIENTS, sampleBackend } from './seed';
import type { RequestBindings, TenantContext } from './tenant-context';
import { createUniversalLogin } from './universal-login';

export interface LocalTenantOptions {
  /** `claims.namespace` of the policy: where the sample app looks for the status claim. */
  claimsNamespace: string;
  /** What was built last, for the dashboard's policy in words. */
  config?: () => EnvironmentConfig;
  /** Rate limits, build times and faults of its Management API: tests set them. */
  managementApi?: ManagementApiOptions;
}

/**
 * One whole tenant as one app: usable behind a listener, and in tests through `app.request`. What no login needs is
 * loaded when it is asked for first: the tenant is ready sooner.
 */
export function createLocalTenant(tenant: TenantContext, options: LocalTenantOptions): Hono {
  const app = new Hono();
  app.get('/', (c) => c.redirect('app'));
  app.notFound((c) => c.text('404 Not Found', 404, pageHeaders()));
  app.route('/', createAuthenticationApi(tenant));
  app.route('/', createUniversalLogin(tenant));
  // Single-page apps ask for their user's own profile there.
  app.use('/api/v2/*', clientCors(tenant, ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']));
  app.all(
    '/api/v2/*',
    whenAskedFor(() => {
      const { createManagementApi } = require('./management-api') as typeof import('./management-api');
      return createManagementApi(tenant, options.managementApi);
    }),
  );
  app.all(
    '/dashboard/*',
    whenAskedFor(() => {
      const { createDashboard } = require('./dashboard') as typeof import('./dashboard');
      return new Hono().route('/dashboard', createDashboard(tenant, { config: options.config }));
    }),
  );
  app.all(
    '/app/*',
    whenAskedFor(() => {
      const sampleApp = createSampleApp({
        clientId: SEEDED_CLIENTS.sampleApp,
        audience: SAMPLE_API,
        claimsNamespace: options.claimsNamespace,
        backend: () => {
          const policy = options.config?.().policy;
          return (
            policy && sampleBackend(tenant, policy, (request, bindings) => within(app, request, bindings))
          );
        },
      });
      return new Hono().route('/app', sampleApp);
    }),
  );
  return app;
}

function whenAskedFor(create: () => Hono): Handler {
  let made: Hono | undefined;
  return (c) => {
    made ??= create();
    return made.fetch(c.req.raw, c.env);
  };
}

/** The sample app's backend asks its own tenant: within the process, at the path that the listener would pass on. */
function within(app: Hono, request: Request, bindings: RequestBindings): Response | Promise<Response> {
  const url = new URL(request.url);
  const prefix = bindings.basePath ?? '';
  if (prefix !== '' && url.pathname.startsWith(prefix)) url.pathname = url.pathname.slice(prefix.length);
  return app.fetch(new Request(url, request), bindings);
}

const TENANT_PATH = /^\/t\/([a-z0-9][a-z0-9-]*)(\/.*)?$/;

/**
 * Many tenants on one listener: `/t/<name>/…` is the tenant of that name, every other path the default one.
 *
 * @param tenantNamed the app of a tenant, or undefined where there is none of that name
 */
export function routeToTenants(
  defaultTenant: Hono,
  tenantNamed: (name: string) => Hono | undefined,
): (request: Request, bindings: RequestBindings) => Response | Promise<Response> {
  return (request, bindings) => {
    const url = new URL(request.url);
    const match = TENANT_PATH.exec(url.pathname);
    if (!match) return defaultTenant.fetch(request, bindings);
    const [, name = '', path = '/'] = match;
    const app = tenantNamed(name);
    if (!app)
      return Response.json({ error: 'not_found', error_description: `No tenant ${name}` }, { status: 404 });
    url.pathname = path;
    return app.fetch(new Request(url, request), { ...bindings, basePath: `/t/${name}` });
  };
}
