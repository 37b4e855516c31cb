import type { TokenResponse } from '../issue-tokens';
import { logRequest } from '../login-log';
import { invalidRequest, OAuthError } from '../oauth-error';
import { findPasswordlessConnection, redeemPasswordlessCode } from '../passwordless';
import { requiredText } from '../request-body';
import { directLogin } from './direct-login';
import type { TokenRequest } from './token-request';

/** `http://auth0.com/oauth/grant-type/passwordless/otp` */
export async function passwordlessOtp(request: TokenRequest): Promise<TokenResponse> {
  const { tenant, c, client, body } = request;
  const connection = findPasswordlessConnection(tenant, client, requiredText(body, 'realm'));
  if (connection === undefined) throw invalidRequest('the connection was not found');
  try {
    const user = await redeemPasswordlessCode(tenant, c, {
      client,
      connection,
      address: requiredText(body, 'username'),
      code: requiredText(body, 'otp'),
    });
    return await directLogin(request, {
      user,
      connection,
      method: connection.strategy === 'sms' ? 'sms' : 'email',
      flow: 'passwordless',
      protocol: 'oauth2-password',
      success: 'seotpft',
    });
  } catch (error) {
    if (error instanceof OAuthError) {
      logRequest(tenant, c, 'feotpft', { client, connection }, { description: error.description });
    }
    throw error;
  }
}
