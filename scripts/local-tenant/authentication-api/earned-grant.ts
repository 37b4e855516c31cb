import { issuableClaims } from '../actions-runtime';
import type { TenantContext } from '../tenant-context';
import { type Grant, grantedScopes, resourceServer, wantsPermissions } from './grant';
import type { LoginFacts } from './login-event';
import { OAuthError } from './oauth-error';
import type { PostLoginResult } from './post-login';
import { permissionsOf } from './roles';

/**
 * What a completed pipeline has earned: the scopes it left, and of the claims it set those that may be issued.
 *
 * @throws OAuthError where the claims are too large
 */
export function earnedGrant(
  tenant: TenantContext,
  facts: LoginFacts,
  result: PostLoginResult,
  rest: Pick<Grant, 'login_id' | 'nonce' | 'with_auth_time'>,
): Grant {
  const { addedScopes, removedScopes } = result.effects;
  const { audience } = facts;
  const permissions =
    audience === undefined ? [] : permissionsOf(tenant, result.user.user_id, facts.organization, audience);
  const granted = grantedScopes(tenant, facts.client, audience, facts.scope, permissions);
  const scope = [...new Set([...granted, ...addedScopes])].filter((name) => !removedScopes.includes(name));
  const { session, user } = result;
  const authenticatedAt = session?.authenticated_at ?? tenant.now().toISOString();
  return {
    ...rest,
    client_id: facts.client.client_id,
    user_id: user.user_id,
    connection: facts.connection.name,
    methods: result.methods,
    scope,
    authenticated_at: Math.floor(Date.parse(authenticatedAt) / 1000),
    ...(audience === undefined ? {} : { audience }),
    ...(audience !== undefined && wantsPermissions(resourceServer(tenant, audience)) ? { permissions } : {}),
    ...(facts.organization === undefined ? {} : { organization_id: facts.organization.id }),
    ...(session === undefined ? {} : { session_id: session.id }),
    id_token_claims: issuable(result.effects.idTokenClaims, { tokenKind: 'id', scopes: scope }),
    access_token_claims: issuable(result.effects.accessTokenClaims, {
      tokenKind: 'access',
      scopes: scope,
      ...(audience === undefined ? {} : { audience }),
    }),
  };
}

function issuable(...[claims, token]: Parameters<typeof issuableClaims>) {
  const result = issuableClaims(claims, token);
  if (!result.ok) throw new OAuthError(500, 'server_error', result.message);
  return result.claims;
}
