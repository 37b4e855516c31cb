import { issuer } from '../../request-url';
import { findConnection, findUser } from '../../users';
import { isPublic } from '../clients';
import { redeemCode } from '../codes';
import type { Grant } from '../grant';
import { issueTokens, type TokenResponse } from '../issue-tokens';
import { logRequest } from '../login-log';
import { invalidGrant, OAuthError } from '../oauth-error';
import { createRefreshToken } from '../refresh-tokens';
import { requiredText, textOf } from '../request-body';
import type { TokenRequest } from './token-request';

/** `grant_type=authorization_code` */
export async function authorizationCode(request: TokenRequest): Promise<TokenResponse> {
  const { tenant, c, client } = request;
  try {
    const grant = redeem(request);
    const user = findUser(tenant, grant.user_id);
    if (user === undefined || user.blocked === true) throw invalidGrant('Invalid authorization code');
    const tokens = await issueTokens({ tenant, issuer: issuer(c), client, user, grant });
    tenant.store.transaction(() => {
      if (grant.scope.includes('offline_access'))
        tokens.refresh_token = createRefreshToken(tenant, client, grant);
      const connection = findConnection(tenant, grant.connection);
      logRequest(tenant, c, 'seacft', { client, user, connection }, audienceAndScope(grant));
    });
    return tokens;
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

export function audienceAndScope(grant: Grant): { audience?: string; scope: string } {
  return {
    scope: grant.scope.join(' '),
    ...(grant.audience === undefined ? {} : { audience: grant.audience }),
  };
}
