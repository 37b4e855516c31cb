import { Hono } from 'hono';
import type { TenantContext } from '../tenant-context';
import { jwks } from '../tokens';

/** The Authentication API of one tenant: everything that client SDKs and browsers call, but the pages. */
export function createAuthenticationApi(tenant: TenantContext): Hono {
  const app = new Hono();
  app.get('/.well-known/jwks.json', async (c) => c.json(await jwks(tenant)));
  return app;
}
