import type { Context } from 'hono';
import type { TenantContext } from '../tenant-context';
import { findUser } from '../users';
import { authenticateClient } from './clients';
import { logRequest } from './login-log';
import { findRefreshToken, revokeFamily } from './refresh-tokens';
import { readBody, requiredText } from './request-body';

/** `/oauth/revoke`: ends a refresh token with its family; says nothing of tokens that are not the client's. */
export async function revoke(tenant: TenantContext, c: Context): Promise<Response> {
  const body = await readBody(c);
  const client = await authenticateClient(tenant, c, body);
  const token = findRefreshToken(tenant, requiredText(body, 'token'));
  if (token !== undefined && token.client_id === client.client_id) {
    revokeFamily(tenant, token);
    logRequest(tenant, c, 'srrt', { client, user: findUser(tenant, token.user_id) });
  }
  return c.body(null, 200);
}
