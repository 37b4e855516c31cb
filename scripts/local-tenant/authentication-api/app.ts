import { type Context, Hono } from 'hono';
import type { TenantContext } from '../tenant-context';
import { jwks } from '../tokens';
import { authorize } from './authorize';
import { continueLogin } from './continue';
import { clientCors, openCors } from './cors';
import { changePassword, signup } from './database-connections';
import { activate, authorizeDevice } from './device-authorization';
import { discovery } from './discovery';
import { errorPage } from './error-page';
import { logout, oidcLogout } from './logout';
import { OAuthError } from './oauth-error';
import { startPasswordless } from './passwordless';
import { limitBody } from './request-body';
import { RESPONSE_SCRIPTS } from './respond';
import { revoke } from './revoke';
import { tokenEndpoint } from './token-endpoint';
import { unexpectedError } from './unexpected-error';
import { userinfo } from './userinfo';

/**
 * The Authentication API of one tenant: everything that client SDKs and browsers call, but the pages. Its
 * middleware is bound to its own paths, as it is mounted at the root beside other parts.
 */
export function createAuthenticationApi(tenant: TenantContext): Hono {
  const app = new Hono();
  const origins = clientCors(tenant);
  app.onError((error, c) => errorPage(tenant, c, unexpectedError(tenant, c, error)));

  app.get('/.well-known/openid-configuration', openCors, (c) => discovery(c));
  app.get('/.well-known/jwks.json', openCors, async (c) => c.json(await jwks(tenant)));

  app.on(['GET', 'POST'], '/authorize', limitBody, (c) => authorize(tenant, c));
  for (const [path, script] of Object.entries(RESPONSE_SCRIPTS)) {
    app.get(path, (c) => c.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8' }));
  }
  app.on(['GET', 'POST'], '/continue', limitBody, (c) => continueLogin(tenant, c));
  app.get('/activate', (c) => activate(c));
  app.get('/v2/logout', (c) => logout(tenant, c));
  app.on(['GET', 'POST'], '/oidc/logout', limitBody, (c) => oidcLogout(tenant, c));

  const endpoint = (methods: string[], path: string, handle: (c: Context) => Promise<Response>) => {
    app.use(path, origins);
    app.on(methods, path, limitBody, async (c) => {
      try {
        return await handle(c);
      } catch (error) {
        const refusal = error instanceof OAuthError ? error : unexpectedError(tenant, c, error);
        return c.json(refusal.body(), refusal.status);
      }
    });
  };
  endpoint(['POST'], '/oauth/token', (c) => tokenEndpoint(tenant, c));
  endpoint(['POST'], '/oauth/device/code', (c) => authorizeDevice(tenant, c));
  endpoint(['POST'], '/oauth/revoke', (c) => revoke(tenant, c));
  endpoint(['GET', 'POST'], '/userinfo', (c) => userinfo(tenant, c));
  endpoint(['POST'], '/dbconnections/signup', (c) => signup(tenant, c));
  endpoint(['POST'], '/dbconnections/change_password', (c) => changePassword(tenant, c));
  endpoint(['POST'], '/passwordless/start', (c) => startPasswordless(tenant, c));
  return app;
}
