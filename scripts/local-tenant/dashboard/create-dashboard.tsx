import { Hono } from 'hono';
import type { EnvironmentConfig } from '../../config';
import { csrfProtection, pageAssets, securityHeaders, withoutTrailingSlash } from '../pages';
import { localPath } from '../request-url';
import type { TenantContext } from '../tenant-context';
import { actionPages } from './action-pages';
import type { DashboardEnv } from './dashboard-env';
import { logPages } from './log-pages';
import { loginPages } from './login-pages';
import { onlyLocalHosts } from './only-local-hosts';
import { outboxPages } from './outbox-pages';
import { overviewPage } from './overview-page';
import { policyPages } from './policy-pages';
import { notFound } from './shell';
import { tryItPages } from './try-it-pages';
import { userPages } from './user-pages';

export interface DashboardOptions {
  /** The policy in force, as it was built last; absent where the tenant was not started from a project. */
  config?: (() => EnvironmentConfig) | undefined;
}

/**
 * What platform engineers, legal and support look at: users and their stamps, deployed Actions, logins as timelines,
 * logs, the outbox, the policy in words. No password: the listener answers this machine alone, and requests for any
 * other host name are refused, so that no page of the web can reach it through a name of its own.
 */
export function createDashboard(tenant: TenantContext, options: DashboardOptions = {}): Hono {
  const app = new Hono<DashboardEnv>();
  app.use(onlyLocalHosts);
  app.route('/assets', pageAssets());
  // Before the headers of all other pages: an email is foreign HTML, and stands in a frame.
  app.route('/outbox', outboxPages(tenant));
  app.use(securityHeaders());
  app.use(csrfProtection());
  app.use(async (c, next) => {
    c.set('tenant', tenant);
    c.set('config', options.config?.());
    c.set('base', localPath(c, '/dashboard'));
    await next();
  });
  app.route('/', overviewPage());
  app.route('/users', userPages());
  app.route('/users', tryItPages());
  app.route('/logins', loginPages());
  app.route('/actions', actionPages());
  app.route('/logs', logPages());
  app.route('/policy', policyPages());
  app.get('*', (c) => withoutTrailingSlash(c) ?? notFound(c, 'Overview', 'This page'));
  return app as unknown as Hono;
}
