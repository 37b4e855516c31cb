import { timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { issuer } from '../request-url';
import type { Client } from '../store';
import type { TenantContext } from '../tenant-context';
import { assertedClientId, usesPrivateKey, verifyClientAssertion } from './client-assertion';
import { invalidRequest, missingParameter, OAuthError } from './oauth-error';
import { textOf } from './request-body';

export function findClient(tenant: TenantContext, clientId: string): Client | undefined {
  const client = tenant.store.collection<Client>('clients').get(clientId);
  return client?.global === true ? undefined : client;
}

/** Grants of a client that does not say (SDK's default for first-party applications). */
const DEFAULT_GRANTS = ['authorization_code', 'implicit', 'refresh_token'];

export function allowsGrant(client: Client, grant: string): boolean {
  return (client.grant_types ?? DEFAULT_GRANTS).includes(grant);
}

export function isPublic(client: Client): boolean {
  const method = client.token_endpoint_auth_method;
  if (usesPrivateKey(client)) return false;
  if (method !== undefined && method !== null) return method === 'none';
  return client.app_type === 'spa' || client.app_type === 'native';
}

/**
 * The client that calls the token endpoint: by HTTP Basic, by the body's `client_secret`, or by an assertion that it
 * signed with its private key; public clients by their id alone.
 *
 * @throws OAuthError 401 `access_denied` / `invalid_client` as Auth0 has it
 */
export async function authenticateClient(
  tenant: TenantContext,
  c: Context,
  body: Record<string, unknown>,
): Promise<Client> {
  const basic = basicCredentials(c.req.header('authorization'));
  const named = textOf(body, 'client_id');
  if (basic !== undefined && named !== undefined && named !== basic.id) {
    throw invalidRequest('client_id is not that of the Authorization header');
  }
  const clientId = basic?.id ?? named ?? assertedClientId(body);
  if (clientId === undefined) throw missingParameter('client_id');
  const client = findClient(tenant, clientId);
  if (client === undefined) throw new OAuthError(401, 'access_denied', 'Unauthorized');
  if (isPublic(client)) return client;
  if (usesPrivateKey(client)) {
    await verifyClientAssertion(tenant, client, body, issuer(c));
    return client;
  }
  const secret = basic?.secret ?? textOf(body, 'client_secret');
  if (secret === undefined || !equalSecrets(secret, client.client_secret)) {
    throw new OAuthError(401, 'access_denied', 'Unauthorized');
  }
  return client;
}

function equalSecrets(given: string, stored: string | undefined): boolean {
  if (stored === undefined || stored === '') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(stored)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function basicCredentials(header: string | undefined): { id: string; secret: string } | undefined {
  if (header === undefined || !/^basic /i.test(header)) return undefined;
  const [id, ...rest] = Buffer.from(header.slice(6).trim(), 'base64').toString('utf8').split(':');
  try {
    return { id: decodeURIComponent(id ?? ''), secret: decodeURIComponent(rest.join(':')) };
  } catch {
    throw new OAuthError(401, 'access_denied', 'Unauthorized');
  }
}
