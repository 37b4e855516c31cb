import { reasonOf } from '../login-record';
import { OAuthError } from '../oauth-error';
import { type PostLoginResult, wantsFactor } from '../post-login';

/**
 * Lets those logins through that their Actions let through and that need no further factor: nobody can be asked for
 * one here.
 *
 * @throws OAuthError
 */
export function requireCompleted(result: PostLoginResult): void {
  if (result.outcome.kind !== 'completed') throw refusalOf(result);
  if (wantsFactor(result)) throw new OAuthError(403, 'mfa_required', 'Multifactor authentication required');
}

/**
 * How the token endpoint answers a login that its Actions did not let through. `access.deny` comes back as HTTP
 * 500, `refreshToken.revoke` as 403 (docs: secure/tokens/refresh-tokens/manage-refresh-tokens-actions; the former is from support articles only).
 */
function refusalOf({ outcome, effects }: PostLoginResult): OAuthError {
  if (outcome.kind === 'failed' && outcome.error.code === 'mfa_required') {
    return new OAuthError(403, 'mfa_required', outcome.error.message);
  }
  if (effects.refreshToken.revoke !== undefined) {
    return new OAuthError(403, 'access_denied', effects.refreshToken.revoke.reason);
  }
  if (outcome.kind === 'interaction_required') {
    return new OAuthError(403, 'interaction_required', 'Interaction required');
  }
  return new OAuthError(500, 'access_denied', reasonOf(outcome) ?? 'Access denied');
}
