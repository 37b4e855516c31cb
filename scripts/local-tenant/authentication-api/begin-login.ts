import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { baseUrl, localPath } from '../request-url';
import type { TenantContext } from '../tenant-context';
import { findConnection, strategyType } from '../users';
import type { AuthorizeParameters } from './authorize-parameters';
import { continueSession } from './browser-login';
import { pickLocale } from './locale';
import { OAuthError } from './oauth-error';
import { invitedAddress } from './organization';
import { currentSession, type Session, touchSession } from './session';
import { newState, saveTransaction, type Transaction, transactionExpiry } from './transaction';

/**
 * A login in the browser: by the session that is there, or on the page to log in on.
 *
 * @throws OAuthError `login_required` where no page may be shown
 */
export async function beginLogin(
  tenant: TenantContext,
  c: Context,
  request: Pick<Transaction, 'parameters' | 'query' | 'device'>,
): Promise<Response> {
  const { parameters } = request;
  const session = usableSession(tenant, c, parameters);
  const transaction: Transaction = {
    ...request,
    state: newState(),
    initiated_at: tenant.now().getTime(),
    expires_at: transactionExpiry(tenant),
    base_url: baseUrl(c),
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
