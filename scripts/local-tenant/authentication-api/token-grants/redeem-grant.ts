import { issuer } from '../../request-url';
import type { LogType } from '../../tenant-log';
import { findConnection, findUser } from '../../users';
import type { Grant } from '../grant';
import { issueTokens, type TokenResponse } from '../issue-tokens';
import { logRequest } from '../login-log';
import { invalidGrant } from '../oauth-error';
import { createRefreshToken } from '../refresh-tokens';
import type { TokenRequest } from './token-request';

/**
 * The tokens of a grant that a login in the browser has earned before.
 *
 * @throws OAuthError `invalid_grant` where the user was blocked or deleted meanwhile
 */
export async function redeemGrant(
  { tenant, c, client }: TokenRequest,
  grant: Grant,
  success: LogType,
): Promise<TokenResponse> {
  const user = findUser(tenant, grant.user_id);
  if (user === undefined || user.blocked === true) throw invalidGrant('Invalid authorization code');
  const tokens = await issueTokens({ tenant, issuer: issuer(c), client, user, grant });
  tenant.store.transaction(() => {
    if (grant.scope.includes('offline_access'))
      tokens.refresh_token = createRefreshToken(tenant, client, grant);
    const connection = findConnection(tenant, grant.connection);
    logRequest(tenant, c, success, { client, user, connection }, audienceAndScope(grant));
  });
  return tokens;
}

export function audienceAndScope(grant: Grant): { audience?: string; scope: string } {
  return {
    scope: grant.scope.join(' '),
    ...(grant.audience === undefined ? {} : { audience: grant.audience }),
  };
}
