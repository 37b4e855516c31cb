import type { Context } from 'hono';
import type { TenantContext } from '../tenant-context';
import { resumeLogin } from './browser-login';
import { errorPage } from './error-page';
import { invalidRequest, OAuthError } from './oauth-error';
import { parseForm, readBody } from './request-body';
import { findTransaction } from './transaction';

/**
 * `/continue?state=…`: where a redirect Action's other side sends the browser back to; GET or POST. Opened by
 * hand while a form is open, it resumes without an answer. (redirect-with-actions)
 */
export async function continueLogin(tenant: TenantContext, c: Context): Promise<Response> {
  try {
    const query = parseForm(new URL(c.req.url).searchParams);
    const body = c.req.method === 'POST' ? await readBody(c) : {};
    const state = query.state ?? (typeof body.state === 'string' ? body.state : undefined);
    const transaction = findTransaction(tenant, state);
    if (transaction?.step === undefined || transaction.step.kind === 'challenge') throw invalidState();
    return await resumeLogin(tenant, c, transaction, { query, body });
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return errorPage(tenant, c, error);
  }
}

function invalidState(): OAuthError {
  return invalidRequest('The state parameter is missing, unknown, or of a login that has ended');
}
