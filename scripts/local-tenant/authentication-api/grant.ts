import type { Client, JsonObject } from '../store';
import type { TenantContext } from '../tenant-context';
import { CURRENT_USER_SCOPES, isManagementApi } from './management-audience';
import { OAuthError } from './oauth-error';

/** What a login has earned: everything that tokens are made of. Kept with codes and refresh tokens. */
export interface Grant {
  client_id: string;
  user_id: string;
  connection: string;
  methods: { name: string; timestamp: string }[];
  /** Granted, not requested. */
  scope: string[];
  login_id: string;
  /** Seconds since 1970. */
  authenticated_at: number;
  audience?: string;
  organization_id?: string;
  session_id?: string;
  nonce?: string;
  /** `auth_time` goes into the ID token where the client asked for `max_age`. */
  with_auth_time?: boolean;
  /** The user's permissions at the API, where it enforces them and wants them in its tokens. */
  permissions?: string[];
  /** How it was earned without a browser; goes into the access token. */
  gty?: string;
  id_token_claims: JsonObject;
  access_token_claims: JsonObject;
}

interface ResourceServer extends JsonObject {
  identifier: string;
  scopes?: { value: string }[];
  allow_offline_access?: boolean;
  token_lifetime?: number;
  token_lifetime_for_web?: number;
  signing_alg?: string;
  signing_secret?: string;
  /** Role-based access control: users get no scope that no permission gives them. */
  enforce_policies?: boolean;
  token_dialect?: string;
}

const OIDC_SCOPES = ['openid', 'profile', 'email', 'phone', 'address', 'offline_access'];
const DEFAULT_TOKEN_LIFETIME = 86_400;
const DEFAULT_LIFETIME_IN_BROWSER = 7_200;

/**
 * The API that an audience names. Auth0 takes any string; it only has to be registered.
 *
 * @throws OAuthError `access_denied`, `Service not found: …`
 */
export function resourceServer(tenant: TenantContext, audience: string): ResourceServer {
  const found = tenant.store
    .collection<ResourceServer>('resource-servers')
    .list()
    .find((server) => server.identifier === audience);
  if (found !== undefined) return found;
  if (isManagementApi(audience)) return { identifier: audience };
  throw new OAuthError(403, 'access_denied', `Service not found: ${audience}`);
}

/** The audience of a request that names none: the tenant's default, if it has one. */
export function effectiveAudience(tenant: TenantContext, requested: string | undefined): string | undefined {
  if (requested !== undefined) return requested;
  const settings = tenant.store.collection<JsonObject>('singletons').get('tenant-settings');
  const fallback = settings?.default_audience;
  return typeof fallback === 'string' && fallback !== '' ? fallback : undefined;
}

/** Of the scopes that are requested for a user those that exist: OpenID Connect's and the API's own, or those that are permitted. */
export function grantedScopes(
  tenant: TenantContext,
  client: Client,
  audience: string | undefined,
  requested: readonly string[],
  permissions: readonly string[],
): string[] {
  const api = audience === undefined ? undefined : resourceServer(tenant, audience);
  const own =
    audience !== undefined && isManagementApi(audience)
      ? CURRENT_USER_SCOPES
      : (api?.scopes ?? []).map((scope) => scope.value);
  const permitted = api?.enforce_policies === true ? own.filter((scope) => permissions.includes(scope)) : own;
  const known = new Set([...OIDC_SCOPES, ...permitted]);
  return requested.filter((scope) => {
    if (scope === 'offline_access' && !mayHaveRefreshTokens(client, api)) return false;
    return known.has(scope);
  });
}

/** Whether the API wants the permissions themselves in its tokens (apis/enable-role-based-access-control-for-apis). */
export function wantsPermissions({
  enforce_policies: enforced,
  token_dialect: dialect,
}: ResourceServer): boolean {
  return enforced === true && (dialect === 'access_token_authz' || dialect === 'rfc9068_profile_authz');
}

/** The secret that an API which asks for HS256 shares with the tenant. */
export function sharedSecret({
  signing_alg: algorithm,
  signing_secret: secret,
}: ResourceServer): string | undefined {
  return algorithm === 'HS256' ? secret : undefined;
}

/** Seconds that access tokens for this audience live; those that come through the browser's address live shorter. */
export function accessTokenLifetime(
  tenant: TenantContext,
  audience: string | undefined,
  channel: 'token-endpoint' | 'browser' = 'token-endpoint',
): number {
  const api = audience === undefined ? undefined : resourceServer(tenant, audience);
  return channel === 'browser'
    ? (api?.token_lifetime_for_web ?? DEFAULT_LIFETIME_IN_BROWSER)
    : (api?.token_lifetime ?? DEFAULT_TOKEN_LIFETIME);
}

function mayHaveRefreshTokens(client: Client, api: ResourceServer | undefined): boolean {
  const clientMay = client.grant_types === undefined || client.grant_types.includes('refresh_token');
  return clientMay && (api === undefined || api.allow_offline_access === true);
}
