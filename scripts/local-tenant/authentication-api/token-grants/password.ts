import type { Connection, JsonObject, User } from '../../store';
import { findConnection } from '../../users';
import { checkCredentials } from '../check-credentials';
import type { TokenResponse } from '../issue-tokens';
import { logRequest } from '../login-log';
import { invalidGrant, invalidRequest, OAuthError } from '../oauth-error';
import { requiredText, textOf } from '../request-body';
import { directLogin } from './direct-login';
import type { TokenRequest } from './token-request';

/** `password` (the tenant's default directory) and `http://auth0.com/oauth/grant-type/password-realm`. */
export async function password(request: TokenRequest): Promise<TokenResponse> {
  const { tenant, c, client, body } = request;
  const connection = connectionOf(request);
  const login = requiredText(body, 'username');
  const secret = requiredText(body, 'password');
  try {
    const user = await checkPasswordOf(request, connection, login, secret);
    return await directLogin(request, {
      user,
      connection,
      method: 'pwd',
      flow: 'password',
      protocol: 'oauth2-password',
      success: 'sepft',
    });
  } catch (error) {
    if (error instanceof OAuthError) {
      logRequest(tenant, c, 'fepft', { client, connection }, { description: error.description });
    }
    throw error;
  }
}

async function checkPasswordOf(
  { tenant, c, client }: TokenRequest,
  connection: Connection,
  login: string,
  secret: string,
): Promise<User> {
  const result = await checkCredentials(tenant, c, { client, connection, login, password: secret });
  switch (result.kind) {
    case 'right':
      return result.user;
    case 'locked-out':
      throw new OAuthError(
        429,
        'too_many_attempts',
        'Your account has been blocked after multiple consecutive login attempts.',
      );
    default:
      throw invalidGrant('Wrong email or password.');
  }
}

function connectionOf({ tenant, client, body }: TokenRequest): Connection {
  const settings = tenant.store.collection<JsonObject>('singletons').get('tenant-settings');
  const named = textOf(body, 'realm') ?? textOf(body, 'connection') ?? settings?.default_directory;
  if (typeof named !== 'string' || named === '') {
    throw new OAuthError(500, 'server_error', 'Authorization server not configured with default connection.');
  }
  const connection = findConnection(tenant, named);
  if (connection === undefined || connection.strategy !== 'auth0') {
    throw invalidRequest(`specified strategy does not support requested operation (${named})`);
  }
  if (!connection.enabled_clients.includes(client.client_id)) {
    throw invalidRequest('the connection is not enabled for the client');
  }
  return connection;
}
