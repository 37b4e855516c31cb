import { redeemDeviceCode } from '../device-codes';
import type { TokenResponse } from '../issue-tokens';
import { logRequest } from '../login-log';
import { OAuthError } from '../oauth-error';
import { requiredText } from '../request-body';
import { redeemGrant } from './redeem-grant';
import type { TokenRequest } from './token-request';

const STILL_WAITING = ['authorization_pending', 'slow_down'];

/** `urn:ietf:params:oauth:grant-type:device_code`: the device asks again and again until somebody has logged in. */
export async function deviceCode(request: TokenRequest): Promise<TokenResponse> {
  const { tenant, c, client, body } = request;
  try {
    return await redeemGrant(
      request,
      redeemDeviceCode(tenant, client, requiredText(body, 'device_code')),
      'sede',
    );
  } catch (error) {
    if (error instanceof OAuthError && !STILL_WAITING.includes(error.error))
      logRequest(tenant, c, 'fede', { client }, { description: error.description });
    throw error;
  }
}
