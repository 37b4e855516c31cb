import { isPublic } from '../clients';
import { redeemCode } from '../codes';
import type { Grant } from '../grant';
import type { TokenResponse } from '../issue-tokens';
import { logRequest } from '../login-log';
import { OAuthError } from '../oauth-error';
import { requiredText, textOf } from '../request-body';
import { redeemGrant } from './redeem-grant';
import type { TokenRequest } from './token-request';

/** `grant_type=authorization_code` */
export async function authorizationCode(request: TokenRequest): Promise<TokenResponse> {
  const { tenant, c, client } = request;
  try {
    return await redeemGrant(request, redeem(request), 'seacft');
  } catch (error) {
    if (error instanceof OAuthError)
      logRequest(tenant, c, 'feacft', { client }, { description: error.description });
    throw error;
  }
}

function redeem({ tenant, client, body }: TokenRequest): Grant {
  const redirectUri = textOf(body, 'redirect_uri');
  const verifier = textOf(body, 'code_verifier');
  return redeemCode(tenant, {
    code: requiredText(body, 'code'),
    clientId: client.client_id,
    isPublicClient: isPublic(client),
    ...(redirectUri === undefined ? {} : { redirectUri }),
    ...(verifier === undefined ? {} : { verifier }),
  });
}
