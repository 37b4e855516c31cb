import { issuer } from '../../request-url';
import type { JsonObject } from '../../store';
import { signJwt } from '../../tokens';
import { isPublic } from '../clients';
import {
  accessTokenLifetime,
  effectiveAudience,
  resourceServer,
  sharedSecret,
  wantsPermissions,
} from '../grant';
import type { TokenResponse } from '../issue-tokens';
import { logRequest } from '../login-log';
import { sameAudience } from '../management-audience';
import { invalidRequest, OAuthError } from '../oauth-error';
import { textOf } from '../request-body';
import type { TokenRequest } from './token-request';

interface ClientGrant extends JsonObject {
  client_id: string;
  audience: string;
  scope?: string[];
  allow_all_scopes?: boolean;
}

/** `grant_type=client_credentials`: what a client may do in its own name is written in its client grants. */
export async function clientCredentials(request: TokenRequest): Promise<TokenResponse> {
  const { tenant, c, client, body } = request;
  try {
    if (isPublic(client)) throw new OAuthError(401, 'access_denied', 'Unauthorized');
    const audience = effectiveAudience(tenant, textOf(body, 'audience'));
    if (audience === undefined) throw invalidRequest('Non-global clients are not allowed access to APIv1');
    const scope = scopesFor(request, audience);
    const api = resourceServer(tenant, audience);
    const issuedAt = Math.floor(tenant.now().getTime() / 1000);
    const expiresIn = accessTokenLifetime(tenant, audience);
    const claims = {
      iss: issuer(c),
      sub: `${client.client_id}@clients`,
      aud: audience,
      iat: issuedAt,
      exp: issuedAt + expiresIn,
      ...(scope.length === 0 ? {} : { scope: scope.join(' ') }),
      ...(wantsPermissions(api) ? { permissions: scope } : {}),
      gty: 'client-credentials',
      azp: client.client_id,
    };
    const accessToken = await signJwt(tenant, claims, sharedSecret(api));
    logRequest(tenant, c, 'seccft', { client }, { audience, scope: scope.join(' ') });
    return {
      access_token: accessToken,
      scope: scope.join(' '),
      expires_in: expiresIn,
      token_type: 'Bearer',
    };
  } catch (error) {
    if (error instanceof OAuthError)
      logRequest(tenant, c, 'feccft', { client }, { description: error.description });
    throw error;
  }
}

function scopesFor({ tenant, client, body }: TokenRequest, audience: string): string[] {
  const api = resourceServer(tenant, audience);
  const grant = tenant.store
    .collection<ClientGrant>('client-grants')
    .list()
    .find((entry) => entry.client_id === client.client_id && sameAudience(entry.audience, audience));
  if (grant === undefined) {
    throw new OAuthError(
      403,
      'access_denied',
      `Client is not authorized to access "${audience}". You might probably want to create a "client-grant" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants`,
    );
  }
  const granted =
    grant.allow_all_scopes === true ? (api.scopes ?? []).map((scope) => scope.value) : (grant.scope ?? []);
  const requested = textOf(body, 'scope');
  if (requested === undefined) return granted;
  return requested.split(/\s+/).filter((scope) => granted.includes(scope));
}
