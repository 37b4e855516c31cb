import { randomBytes } from 'node:crypto';
import { issuer } from '../../request-url';
import type { Client, JsonObject, Organization } from '../../store';
import type { TenantContext } from '../../tenant-context';
import { findConnection, findUser } from '../../users';
import { earnedGrant } from '../earned-grant';
import type { Grant } from '../grant';
import { issueTokens, type TokenResponse } from '../issue-tokens';
import { pickLocale } from '../locale';
import { eventRequest, type LoginFacts } from '../login-event';
import { logRequest } from '../login-log';
import { invalidGrant, OAuthError, userIsBlocked } from '../oauth-error';
import { requireMembership } from '../organization';
import { type PostLoginResult, runPostLogin } from '../post-login';
import {
  isRotating,
  presentRefreshToken,
  type RefreshToken,
  revokeFamily,
  rotateRefreshToken,
  saveRefreshToken,
} from '../refresh-tokens';
import { requiredText, textOf } from '../request-body';
import { findSession } from '../session';
import { audienceAndScope } from './redeem-grant';
import { requireCompleted } from './refusal';
import type { TokenRequest } from './token-request';

/**
 * `grant_type=refresh_token`. The whole post-login pipeline runs again; a denied exchange keeps the token, so
 * that it works once the reason is gone.
 */
export async function refreshToken(request: TokenRequest): Promise<TokenResponse> {
  const { tenant, c, client } = request;
  let token: RefreshToken | undefined;
  try {
    token = presentRefreshToken(tenant, client, requiredText(request.body, 'refresh_token'));
    return await exchange(request, token);
  } catch (error) {
    if (error instanceof OAuthError) {
      const user = token === undefined ? undefined : findUser(tenant, token.user_id);
      logRequest(
        tenant,
        c,
        'fertft',
        { client, user },
        {
          description: error.description,
          ...(token === undefined ? { details: { failure_reason: 'invalid_token' } } : {}),
        },
      );
    }
    throw error;
  }
}

async function exchange(request: TokenRequest, token: RefreshToken): Promise<TokenResponse> {
  const { tenant, c, client, body } = request;
  const facts = factsOf(request, token);
  const loginId = randomBytes(16).toString('hex');
  const result = await runPostLogin(tenant, {
    facts,
    request: eventRequest(c, {}, body),
    loginId,
    flow: 'refresh',
  });
  const kept = applyToToken(request, token, result);
  requireCompleted(result);
  const { grant: former } = token;
  const grant: Grant = {
    ...earnedGrant(tenant, facts, result, { login_id: loginId }),
    authenticated_at: former.authenticated_at,
    ...(former.session_id === undefined ? {} : { session_id: former.session_id }),
    ...(former.with_auth_time === undefined ? {} : { with_auth_time: former.with_auth_time }),
  };
  const tokens = await issueTokens({ tenant, issuer: issuer(c), client, user: result.user, grant });
  // Fewer scopes may be asked for once; the token itself keeps what was granted.
  const next = rotateRefreshToken(tenant, client, kept, requiredText(body, 'refresh_token'), {
    ...former,
    id_token_claims: {},
    access_token_claims: {},
  });
  if (next !== undefined) tokens.refresh_token = next;
  logRequest(
    tenant,
    c,
    'sertft',
    { client, user: result.user, connection: facts.connection },
    {
      ...audienceAndScope(grant),
      details: {
        actions: { executions: result.executions },
        familyId: token.family_id,
        tokenCounter: token.counter,
      },
    },
  );
  return tokens;
}

/** Metadata and expiries that Actions set on the token; a revoked one is gone. */
function applyToToken(
  { tenant }: TokenRequest,
  token: RefreshToken,
  { effects }: PostLoginResult,
): RefreshToken {
  const { revoke, expiresAt, idleExpiresAt } = effects.refreshToken;
  const revokedSession = effects.session.revoke;
  if (revoke !== undefined || (revokedSession !== undefined && !revokedSession.preserveRefreshTokens)) {
    revokeFamily(tenant, token);
    return token;
  }
  return saveRefreshToken(tenant, token, {
    ...(effects.refreshTokenMetadata !== undefined ? { metadata: effects.refreshTokenMetadata } : {}),
    ...earlier('expires_at', token.expires_at, expiresAt),
    ...earlier('idle_expires_at', token.idle_expires_at, idleExpiresAt),
  });
}

function earlier(name: string, stored: string | undefined, milliseconds: number | undefined): JsonObject {
  if (milliseconds === undefined) return {};
  const known = stored === undefined ? Number.POSITIVE_INFINITY : Date.parse(stored);
  return { [name]: new Date(Math.min(known, milliseconds)).toISOString() };
}

function factsOf({ tenant, c, client, body }: TokenRequest, token: RefreshToken): LoginFacts {
  const { grant } = token;
  const user = findUser(tenant, grant.user_id);
  const connection = findConnection(tenant, grant.connection);
  if (user === undefined || connection === undefined) throw invalidGrant('Unknown or invalid refresh token.');
  if (user.blocked === true) throw userIsBlocked();
  const session = grant.session_id === undefined ? undefined : findSession(tenant, grant.session_id);
  const organization = organizationOf(tenant, grant.organization_id);
  if (organization !== undefined) requireMembership(tenant, organization, user, connection);
  return {
    client,
    user,
    connection,
    protocol: 'oauth2-refresh-token',
    methods: grant.methods,
    scope: requestedScopes(body, grant),
    refreshToken: eventRefreshToken(client, token),
    transaction: { locale: pickLocale(tenant, [], c.req.header('accept-language')) },
    ...(grant.audience === undefined ? {} : { audience: grant.audience }),
    ...(organization === undefined ? {} : { organization }),
    ...(session === undefined ? {} : { session }),
  };
}

/** @throws OAuthError where it was deleted meanwhile: its tokens end with it */
function organizationOf(tenant: TenantContext, id: string | undefined): Organization | undefined {
  if (id === undefined) return undefined;
  const organization = tenant.store.collection<Organization>('organizations').get(id);
  if (organization === undefined) throw invalidGrant('Unknown or invalid refresh token.');
  return organization;
}

/** Never more than what was granted. */
function requestedScopes(body: Record<string, unknown>, grant: Grant): string[] {
  const requested = textOf(body, 'scope');
  if (requested === undefined) return grant.scope;
  return requested.split(/\s+/).filter((scope) => grant.scope.includes(scope));
}

function eventRefreshToken(client: Client, token: RefreshToken): JsonObject {
  const { id, client_id, created_at, expires_at, idle_expires_at, grant, metadata } = token;
  return {
    id,
    client_id,
    created_at,
    rotating: isRotating(client),
    session_id: grant.session_id ?? null,
    user_id: token.user_id,
    metadata,
    resource_servers: [{ audience: grant.audience ?? '', scopes: grant.scope.join(' ') }],
    ...(expires_at === undefined ? {} : { expires_at }),
    ...(idle_expires_at === undefined ? {} : { idle_expires_at }),
  };
}
