import type { Context } from 'hono';
import type { Client, Connection } from '../store';
import type { TenantContext } from '../tenant-context';
import { findConnection } from '../users';
import {
  type AuthorizeParameters,
  parseAuthorizeParameters,
  redirectUriOf,
  requireWebOrigin,
  responseModeOf,
} from './authorize-parameters';
import { beginLogin } from './begin-login';
import { allowsGrant, findClient } from './clients';
import { errorPage } from './error-page';
import { effectiveAudience, resourceServer } from './grant';
import { logRequest } from './login-log';
import { invalidRequest, missingParameter, OAuthError } from './oauth-error';
import { requestedOrganization } from './organization';
import { parseForm } from './request-body';
import { respond } from './respond';

/** `/authorize`: answers at once where a session allows it, else sends the browser to the page to log in on. */
export async function authorize(tenant: TenantContext, c: Context): Promise<Response> {
  let client: Client | undefined;
  let query: Record<string, string> = {};
  try {
    query = await readQuery(c);
    client = requireClient(tenant, query);
    const redirectUri = redirectUriOf(client, query);
    requireWebOrigin(client, redirectUri, responseModeOf(query));
    return await answer(tenant, c, client, redirectUri, query);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    logRefusal(tenant, c, { client, query, error, type: 'invalid-request' });
    return errorPage(tenant, c, error, client?.client_id);
  }
}

/** Once the callback is known to be the client's, errors go there. */
async function answer(
  tenant: TenantContext,
  c: Context,
  client: Client,
  redirectUri: string,
  query: Record<string, string>,
): Promise<Response> {
  const target = { redirect_uri: redirectUri, response_mode: responseModeOf(query) };
  try {
    const parameters = parseAuthorizeParameters(client, redirectUri, query);
    checkAgainstTenant(tenant, client, parameters);
    return await beginLogin(tenant, c, { parameters, query });
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    logRefusal(tenant, c, { client, query, error, type: 'oauth-authorization' });
    return respond(c, target, { ...error.body(), state: query.state });
  }
}

function failureType({ prompt }: Record<string, string>): 'f' | 'fsa' {
  return prompt === 'none' ? 'fsa' : 'f';
}

function logRefusal(
  tenant: TenantContext,
  c: Context,
  refused: { client: Client | undefined; query: Record<string, string>; error: OAuthError; type: string },
): void {
  const { client, query, error, type } = refused;
  const { error: oauthError, description } = error;
  logRequest(
    tenant,
    c,
    failureType(query),
    { client },
    { description, details: { error: { message: description, oauthError, type } } },
  );
}

async function readQuery(c: Context): Promise<Record<string, string>> {
  const text = c.req.method === 'POST' ? await c.req.text() : new URL(c.req.url).search;
  return parseForm(new URLSearchParams(text));
}

function requireClient(tenant: TenantContext, query: Record<string, string>): Client {
  if (query.client_id === undefined || query.client_id === '') throw missingParameter('client_id');
  const client = findClient(tenant, query.client_id);
  if (client === undefined)
    throw new OAuthError(400, 'invalid_request', `Unknown client: ${query.client_id.slice(0, 100)}`);
  return client;
}

/** What only the tenant's settings can tell of a request. */
function checkAgainstTenant(tenant: TenantContext, client: Client, parameters: AuthorizeParameters): void {
  const { response_type: types } = parameters;
  if (types.includes('code') && !allowsGrant(client, 'authorization_code'))
    throw notAllowed('authorization_code');
  if (types.some((type) => type !== 'code') && !mayUseFrontChannel(client, types))
    throw notAllowed('implicit');
  const audience = effectiveAudience(tenant, parameters.audience);
  if (audience !== undefined) resourceServer(tenant, audience);
  requestedOrganization(tenant, client, parameters.organization);
  if (parameters.connection !== undefined) requireConnection(tenant, client, parameters.connection);
}

/** `id_token` alone through form_post is what regular web apps use by default; Auth0 allows it to all clients. */
function mayUseFrontChannel(client: Client, types: string[]): boolean {
  return !types.includes('token') || allowsGrant(client, 'implicit');
}

function requireConnection(tenant: TenantContext, client: Client, name: string): Connection {
  const connection = findConnection(tenant, name);
  if (connection === undefined || !connection.enabled_clients.includes(client.client_id)) {
    throw invalidRequest('the connection was not found');
  }
  return connection;
}

function notAllowed(grant: string): OAuthError {
  return new OAuthError(403, 'unauthorized_client', `Grant type '${grant}' not allowed for the client.`);
}
