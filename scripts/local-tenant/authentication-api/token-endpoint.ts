import type { Context } from 'hono';
import type { TenantContext } from '../tenant-context';
import { allowsGrant, authenticateClient } from './clients';
import { DEVICE_GRANT } from './device-authorization';
import { OAuthError } from './oauth-error';
import { readBody, requiredText } from './request-body';
import { authorizationCode } from './token-grants/authorization-code';
import { clientCredentials } from './token-grants/client-credentials';
import { deviceCode } from './token-grants/device-code';
import { password } from './token-grants/password';
import { passwordlessOtp } from './token-grants/passwordless-otp';
import { refreshToken } from './token-grants/refresh-token';
import type { TokenGrant } from './token-grants/token-request';

export const TOKEN_GRANTS: Readonly<Record<string, TokenGrant>> = {
  authorization_code: authorizationCode,
  refresh_token: refreshToken,
  password,
  'http://auth0.com/oauth/grant-type/password-realm': password,
  client_credentials: clientCredentials,
  'http://auth0.com/oauth/grant-type/passwordless/otp': passwordlessOtp,
  [DEVICE_GRANT]: deviceCode,
};

/** `/oauth/token`, JSON or form. */
export async function tokenEndpoint(tenant: TenantContext, c: Context): Promise<Response> {
  c.header('cache-control', 'no-store');
  c.header('pragma', 'no-cache');
  const body = await readBody(c);
  const grantType = requiredText(body, 'grant_type');
  const client = await authenticateClient(tenant, c, body);
  const grant = Object.hasOwn(TOKEN_GRANTS, grantType) ? TOKEN_GRANTS[grantType] : undefined;
  if (grant === undefined) {
    throw new OAuthError(403, 'unsupported_grant_type', `Unsupported grant type: ${grantType}`);
  }
  if (!allowsGrant(client, grantType)) {
    throw new OAuthError(403, 'unauthorized_client', `Grant type '${grantType}' not allowed for the client.`);
  }
  return c.json(await grant({ tenant, c, client, body }));
}
