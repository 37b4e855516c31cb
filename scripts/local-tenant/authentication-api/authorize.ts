import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { baseUrl, localPath } from '../request-url';
import type { Client, Connection } from '../store';
import type { TenantContext } from '../tenant-context';
import { findConnection, strategyType } from '../users';
import {
  type AuthorizeParameters,
  parseAuthorizeParameters,
  redirectUriOf,
  responseModeOf,
} from './authorize-parameters';
import { continueSession } from './browser-login';
import { allowsGrant, findClient } from './clients';
import { errorPage } from './error-page';
import { effectiveAudience, resourceServer } from './grant';
import { pickLocale } from './locale';
import { logRequest } from './login-log';
import { invalidRequest, missingParameter, OAuthError } from './oauth-error';
import { invitedAddress, requestedOrganization } from './organization';
import { parseForm } from './request-body';
import { respond } from './respond';
import { currentSession, type Session, touchSession } from './session';
import { newState, saveTransaction, type Transaction, transactionExpiry } from './transaction';

/** `/authorize`: answers at once where a session allows it, else sends the browser to the page to log in on. */
export async function authorize(tenant: TenantContext, c: Context): Promise<Response> {
  let client: Client | undefined;
  try {
    const query = await readQuery(c);
    client = requireClient(tenant, query);
    const redirectUri = redirectUriOf(client, query);
    return await answer(tenant, c, client, redirectUri, query);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    logRequest(
      tenant,
      c,
      'f',
      { client },
      {
        description: error.description,
        details: { error: { message: error.description, oauthError: error.error, type: 'invalid-request' } },
      },
    );
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
    return await begin(tenant, c, parameters, query);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    logRequest(
      tenant,
      c,
      query.prompt === 'none' ? 'fsa' : 'f',
      { client },
      {
        description: error.description,
        details: {
          error: { message: error.description, oauthError: error.error, type: 'oauth-authorization' },
        },
      },
    );
    return respond(c, target, { ...error.body(), state: query.state });
  }
}

async function begin(
  tenant: TenantContext,
  c: Context,
  parameters: AuthorizeParameters,
  query: Record<string, string>,
): Promise<Response> {
  const session = usableSession(tenant, c, parameters);
  const transaction: Transaction = {
    state: newState(),
    expires_at: transactionExpiry(tenant),
    base_url: baseUrl(c),
    parameters,
    query,
    locale: pickLocale(tenant, parameters.ui_locales, c.req.header('accept-language')),
    login_id: randomBytes(16).toString('hex'),
    metadata: {},
    prompt_fields: {},
  };
  const invited = invitedAddress(tenant, parameters.invitation);
  if (invited !== undefined) parameters.login_hint = invited;
  if (session !== undefined) {
    return continueSession(tenant, c, transaction, touchSession(tenant, session, parameters.client_id));
  }
  if (parameters.prompt.includes('none')) throw new OAuthError(403, 'login_required', 'Login required');
  saveTransaction(tenant, transaction);
  return c.redirect(localPath(c, loginPage(tenant, transaction)), 302);
}

/** The session that may answer this request without a login page. */
function usableSession(
  tenant: TenantContext,
  c: Context,
  { prompt, max_age, connection }: AuthorizeParameters,
): Session | undefined {
  if (['login', 'create', 'select_account'].some((word) => prompt.includes(word))) return undefined;
  const session = currentSession(tenant, c);
  if (session === undefined) return undefined;
  if (connection !== undefined && connection !== session.connection) return undefined;
  const age = (tenant.now().getTime() - Date.parse(session.authenticated_at)) / 1000;
  return max_age !== undefined && age >= max_age ? undefined : session;
}

function loginPage(tenant: TenantContext, { state, parameters }: Transaction): string {
  const connection =
    parameters.connection === undefined ? undefined : findConnection(tenant, parameters.connection);
  const query = new URLSearchParams({ state });
  switch (connection === undefined ? 'database' : strategyType(connection.strategy)) {
    case 'social':
    case 'enterprise':
      query.set('connection', connection?.name ?? '');
      return `/u/identity-provider?${query}`;
    case 'passwordless':
      query.set('connection', connection?.name ?? '');
      return `/u/passwordless?${query}`;
    default:
      return `${databasePage(parameters)}?${query}`;
  }
}

function databasePage({ screen_hint: hint, prompt }: AuthorizeParameters): string {
  if (hint === 'reset_password') return '/u/reset-password/request';
  return hint === 'signup' || prompt.includes('create') ? '/u/signup' : '/u/login';
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
