import type { Context } from 'hono';
import { issuer, localPath } from '../request-url';
import type { TenantContext } from '../tenant-context';
import { findConnection, findUser } from '../users';
import type { AuthorizeParameters } from './authorize-parameters';
import { findClient } from './clients';
import { createCode } from './codes';
import { answerDevice } from './device-codes';
import { accessTokenLifetime, type Grant } from './grant';
import { type Issuing, issueAccessToken, issueIdToken } from './issue-tokens';
import { logRequest } from './login-log';
import { OAuthError } from './oauth-error';
import { respond } from './respond';
import { findSession } from './session';
import { endTransaction, type Transaction } from './transaction';

/**
 * Ends a login with success: the callback gets what the request's `response_type` asked for, a waiting device what
 * it polls for.
 *
 * @throws OAuthError where the application or the user was deleted meanwhile
 */
export async function answerLogin(
  tenant: TenantContext,
  c: Context,
  transaction: Transaction,
  grant: Grant,
  executions: string[] = [],
): Promise<Response> {
  const { parameters } = transaction;
  const client = findClient(tenant, grant.client_id);
  const user = findUser(tenant, grant.user_id);
  if (client === undefined || user === undefined) throw new OAuthError(403, 'access_denied', 'Unauthorized');
  const code = tenant.store.transaction(() => {
    endTransaction(tenant, transaction);
    const connection = findConnection(tenant, grant.connection);
    const session = grant.session_id === undefined ? undefined : findSession(tenant, grant.session_id);
    logRequest(
      tenant,
      c,
      parameters.prompt.includes('none') ? 'ssa' : 's',
      { client, connection, user },
      {
        details: {
          prompts: [],
          actions: { executions },
          ...timesOf(tenant, transaction),
          ...(session === undefined
            ? {}
            : { session_id: session.id, session: { cookie: { mode: session.cookie_mode } } }),
          stats: { loginsCount: user.logins_count ?? 0 },
          transaction_id: transaction.login_id,
        },
      },
    );
    if (transaction.device !== undefined) answerDevice(tenant, transaction.device, { grant });
    return parameters.response_type.includes('code')
      ? createCode(tenant, codeFor(transaction, grant))
      : undefined;
  });
  if (transaction.device !== undefined) return c.redirect(localPath(c, '/u/device/connected'), 302);
  return respond(c, parameters, {
    code,
    ...(await frontChannelTokens({ tenant, issuer: issuer(c), client, user, grant }, parameters, code)),
    state: parameters.state,
  });
}

/** When the login began and ended (milliseconds), as the tenant log has it. */
function timesOf(tenant: TenantContext, { initiated_at: initiatedAt }: Transaction) {
  const completedAt = tenant.now().getTime();
  return { initiatedAt, completedAt, elapsedTime: completedAt - initiatedAt };
}

/** The tokens of implicit and hybrid answers. */
async function frontChannelTokens(
  issuing: Issuing,
  { response_type: types }: AuthorizeParameters,
  code: string | undefined,
): Promise<Record<string, string | number>> {
  const { tenant, grant } = issuing;
  const expiresIn = accessTokenLifetime(tenant, grant.audience, 'browser');
  const accessToken = types.includes('token') ? await issueAccessToken(issuing, expiresIn) : undefined;
  const bound = {
    ...(code === undefined ? {} : { code }),
    ...(accessToken === undefined ? {} : { accessToken }),
  };
  return {
    ...(accessToken === undefined
      ? {}
      : {
          access_token: accessToken,
          scope: grant.scope.join(' '),
          expires_in: expiresIn,
          token_type: 'Bearer',
        }),
    ...(types.includes('id_token') ? { id_token: await issueIdToken(issuing, bound) } : {}),
  };
}

function codeFor({ parameters, query }: Transaction, grant: Grant) {
  const { redirect_uri, code_challenge, code_challenge_method } = parameters;
  return {
    redirect_uri,
    redirect_uri_was_given: (query.redirect_uri ?? '') !== '',
    grant,
    ...(code_challenge === undefined ? {} : { code_challenge }),
    ...(code_challenge_method === undefined ? {} : { code_challenge_method }),
  };
}
