import { createHash } from 'node:crypto';
import type { Client, JsonObject, Organization, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { sealToken, signJwt } from '../tokens';
import { accessTokenLifetime, type Grant, resourceServer, sharedSecret } from './grant';
import { standardClaims } from './standard-claims';

const ID_TOKEN_SECONDS = 36_000;

export interface TokenResponse {
  access_token: string;
  id_token?: string;
  refresh_token?: string;
  scope: string;
  expires_in: number;
  token_type: 'Bearer';
}

export interface Issuing {
  tenant: TenantContext;
  /** With the slash at its end. */
  issuer: string;
  client: Client;
  user: User;
  grant: Grant;
}

/** Access token and, where `openid` was granted, ID token. Claims were filtered when they entered the grant. */
export async function issueTokens(issuing: Issuing): Promise<TokenResponse> {
  const { grant, tenant } = issuing;
  const expiresIn = accessTokenLifetime(tenant, grant.audience);
  const [accessToken, idToken] = await Promise.all([
    issueAccessToken(issuing, expiresIn),
    grant.scope.includes('openid') ? issueIdToken(issuing) : undefined,
  ]);
  return {
    access_token: accessToken,
    ...(idToken === undefined ? {} : { id_token: idToken }),
    scope: grant.scope.join(' '),
    expires_in: expiresIn,
    token_type: 'Bearer',
  };
}

/** With an audience a JWT for that API; without one an opaque token that only /userinfo understands. */
export async function issueAccessToken(issuing: Issuing, expiresIn: number): Promise<string> {
  const { tenant, issuer, grant } = issuing;
  const issuedAt = seconds(tenant.now());
  const secret =
    grant.audience === undefined ? undefined : sharedSecret(resourceServer(tenant, grant.audience));
  const claims: JsonObject = {
    ...grant.access_token_claims,
    iss: issuer,
    sub: grant.user_id,
    aud: audienceClaim(grant, `${issuer}userinfo`, secret !== undefined),
    iat: issuedAt,
    exp: issuedAt + expiresIn,
    scope: grant.scope.join(' '),
    azp: grant.client_id,
    ...(grant.gty === undefined ? {} : { gty: grant.gty }),
    ...(grant.permissions === undefined ? {} : { permissions: grant.permissions }),
    ...organizationClaims(tenant, grant),
  };
  return grant.audience === undefined
    ? sealToken(tenant, { ...claims, id_token_claims: grant.id_token_claims })
    : signJwt(tenant, claims, secret);
}

/** `code` and `accessToken` are hashed into the token of hybrid and implicit answers. */
export async function issueIdToken(
  issuing: Issuing,
  bound: { code?: string; accessToken?: string } = {},
): Promise<string> {
  const { tenant, issuer, user, grant } = issuing;
  const issuedAt = seconds(tenant.now());
  const usedMultifactor = grant.methods.some((method) => method.name === 'mfa');
  const claims: JsonObject = {
    ...standardClaims(user, grant.scope),
    ...grant.id_token_claims,
    iss: issuer,
    sub: grant.user_id,
    aud: grant.client_id,
    iat: issuedAt,
    exp: issuedAt + (jwtLifetime(issuing.client) ?? ID_TOKEN_SECONDS),
    ...(grant.session_id === undefined ? {} : { sid: grant.session_id }),
    ...(grant.nonce === undefined ? {} : { nonce: grant.nonce }),
    ...(grant.with_auth_time === true ? { auth_time: grant.authenticated_at } : {}),
    ...(usedMultifactor ? { amr: ['mfa'] } : {}),
    ...(bound.code === undefined ? {} : { c_hash: leftHalfHash(bound.code) }),
    ...(bound.accessToken === undefined ? {} : { at_hash: leftHalfHash(bound.accessToken) }),
    ...organizationClaims(tenant, grant),
  };
  return signJwt(tenant, claims, idTokenSecret(issuing.client));
}

function organizationClaims(tenant: TenantContext, grant: Grant): JsonObject {
  if (grant.organization_id === undefined) return {};
  const settings = tenant.store.collection<JsonObject>('singletons').get('tenant-settings');
  if (settings?.allow_organization_name_in_authentication_api !== true)
    return { org_id: grant.organization_id };
  const organization = tenant.store.collection<Organization>('organizations').get(grant.organization_id);
  return { org_id: grant.organization_id, org_name: organization?.name };
}

/** /userinfo cannot read what is signed with an API's own secret. */
function audienceClaim(grant: Grant, userinfo: string, isForApiAlone: boolean): string | string[] {
  if (grant.audience === undefined) return userinfo;
  return grant.scope.includes('openid') && !isForApiAlone ? [grant.audience, userinfo] : grant.audience;
}

function jwtLifetime(client: Client): number | undefined {
  return jwtConfiguration(client)?.lifetime_in_seconds;
}

/** The client's secret, where it asks for ID tokens that are signed with that (HS256). */
export function idTokenSecret(client: Client): string | undefined {
  return jwtConfiguration(client)?.alg === 'HS256' ? client.client_secret : undefined;
}

function jwtConfiguration(client: Client) {
  return client.jwt_configuration as { lifetime_in_seconds?: number; alg?: string } | undefined;
}

function leftHalfHash(value: string): string {
  return createHash('sha256').update(value).digest().subarray(0, 16).toString('base64url');
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
