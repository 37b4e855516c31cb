import { issuer } from '../../request-url';
import type { JsonObject, Organization } from '../../store';
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
import { findOrganization } from '../organization';
import { textOf } from '../request-body';
import type { TokenRequest } from './token-request';

interface ClientGrant extends JsonObject {
  id: string;
  client_id: string;
  audience: string;
  scope?: string[];
  allow_all_scopes?: boolean;
  organization_usage?: 'deny' | 'allow' | 'require';
  allow_any_organization?: boolean;
}

/** `grant_type=client_credentials`: what a client may do in its own name is written in its client grants. */
export async function clientCredentials(request: TokenRequest): Promise<TokenResponse> {
  const { tenant, c, client, body } = request;
  try {
    if (isPublic(client)) throw new OAuthError(401, 'access_denied', 'Unauthorized');
    const audience = effectiveAudience(tenant, textOf(body, 'audience'));
    if (audience === undefined) throw invalidRequest('Non-global clients are not allowed access to APIv1');
    const grant = grantFor(request, audience);
    const scope = scopesFor(request, audience, grant);
    const organization = organizationFor(request, grant);
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
      ...(organization === undefined ? {} : { org_id: organization.id }),
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

function grantFor({ tenant, client }: TokenRequest, audience: string): ClientGrant {
  resourceServer(tenant, audience);
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
  return grant;
}

function scopesFor({ tenant, body }: TokenRequest, audience: string, grant: ClientGrant): string[] {
  const api = resourceServer(tenant, audience);
  const granted =
    grant.allow_all_scopes === true ? (api.scopes ?? []).map((scope) => scope.value) : (grant.scope ?? []);
  const requested = textOf(body, 'scope');
  if (requested === undefined) return granted;
  return requested.split(/\s+/).filter((scope) => granted.includes(scope));
}

/**
 * The organization that the client acts in, by the rules of its grant: none unless they allow one, and then any or
 * those that the grant is associated with (manage-users/organizations/organizations-for-m2m-applications).
 *
 * @throws OAuthError where one is named that must not be, or none that has to be
 */
function organizationFor({ tenant, body }: TokenRequest, grant: ClientGrant): Organization | undefined {
  const usage = grant.organization_usage ?? 'deny';
  const named = textOf(body, 'organization');
  if (named === undefined) {
    if (usage === 'require') throw invalidRequest('parameter organization is required for this client');
    return undefined;
  }
  if (usage === 'deny') throw invalidRequest('parameter organization is not allowed for this client');
  const organization = findOrganization(tenant, named);
  if (grant.allow_any_organization === true) return organization;
  const linked = tenant.store
    .collection<{ items?: { id?: string }[] }>('organization-client-grants')
    .get(organization.id);
  if (linked?.items?.some(({ id }) => id === grant.id) === true) return organization;
  throw new OAuthError(403, 'access_denied', `Client is not authorized for organization ${organization.id}`);
}
