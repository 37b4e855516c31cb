import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { Client } from '../store';
import type { TenantContext } from '../tenant-context';
import { isAllowedOrigin } from './allowed-urls';

/** Keys and discovery are for everybody. */
export const openCors = cors({ origin: '*', allowMethods: ['GET'] });

/**
 * Scripts of single-page apps may call the token endpoint and its neighbours from the origins that any client
 * of the tenant lists; a preflight does not say which client calls.
 */
export function clientCors(
  tenant: TenantContext,
  allowMethods: string[] = ['GET', 'POST'],
): MiddlewareHandler {
  return cors({
    origin: (origin) => {
      if (origin === '') return null;
      const clients = tenant.store.collection<Client>('clients').list();
      return clients.some((client) => isAllowedOrigin(client, origin)) ? origin : null;
    },
    allowMethods,
    allowHeaders: ['authorization', 'content-type', 'auth0-client', 'dpop'],
    credentials: true,
    maxAge: 600,
  });
}
