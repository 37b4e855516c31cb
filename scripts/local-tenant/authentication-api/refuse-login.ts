import type { Context } from 'hono';
import type { Connection, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { findClient } from './clients';
import { answerDevice } from './device-codes';
import { errorPage } from './error-page';
import { logRequest } from './login-log';
import type { OAuthError } from './oauth-error';
import { respond } from './respond';
import { endTransaction, type Transaction } from './transaction';

/** Whose login it was, and the executions of its Actions, as far as it came. */
interface Refused {
  user?: User | undefined;
  connection?: Connection | undefined;
  executions?: string[];
}

/** Ends a login without success: the app is told in OAuth's terms, the tenant log in Auth0's. */
export function refuseLogin(
  tenant: TenantContext,
  c: Context,
  transaction: Transaction,
  error: OAuthError,
  { executions = [], ...who }: Refused = {},
): Response | Promise<Response> {
  const { parameters } = transaction;
  endTransaction(tenant, transaction);
  const client = findClient(tenant, parameters.client_id);
  logRequest(
    tenant,
    c,
    parameters.prompt.includes('none') ? 'fsa' : 'f',
    { client, ...who },
    {
      description: error.description,
      details: {
        error: { message: error.description, oauthError: error.error, type: 'oauth-authorization' },
        actions: { executions },
        ...(transaction.authentication === undefined
          ? {}
          : { session_id: transaction.authentication.session_id }),
        ...(who.user === undefined ? {} : { stats: { loginsCount: who.user.logins_count ?? 0 } }),
        transaction_id: transaction.login_id,
      },
    },
  );
  if (transaction.device !== undefined) {
    answerDevice(tenant, transaction.device, { refusal: error.description });
    return errorPage(tenant, c, error, parameters.client_id);
  }
  return respond(c, parameters, { ...error.body(), state: parameters.state });
}
