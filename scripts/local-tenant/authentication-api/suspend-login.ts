import type { Context } from 'hono';
import { localPath } from '../request-url';
import type { TenantContext } from '../tenant-context';
import type { AuthenticatedTransaction } from './browser-facts';
import type { Grant } from './grant';
import { OAuthError } from './oauth-error';
import type { PostLoginResult } from './post-login';
import { type Step, saveTransaction, type Transaction } from './transaction';

/** Sends the browser on to where the pipeline waits for it: another site, a form, a second factor. */
export function suspendLogin(
  tenant: TenantContext,
  c: Context,
  transaction: AuthenticatedTransaction,
  result: PostLoginResult,
  step: Step,
): Response {
  const { form: _finished, ...rest } = transaction;
  saveTransaction(tenant, {
    ...rest,
    step,
    metadata: { ...transaction.metadata, ...result.effects.transactionMetadata },
    authentication: { ...transaction.authentication, methods: result.methods },
  });
  if (step.kind === 'redirect') {
    const url = new URL(step.url);
    url.searchParams.set('state', transaction.state);
    return c.redirect(url.toString(), 302);
  }
  const page = step.kind === 'form' ? '/u/form' : '/u/mfa';
  return c.redirect(localPath(c, `${page}?state=${transaction.state}`), 302);
}

/** `api.multifactor.enable` asks for a factor after all Actions have run. */
export function challengeAtTheEnd(
  tenant: TenantContext,
  c: Context,
  transaction: Transaction,
  earned: Grant,
): Response {
  if (transaction.parameters.prompt.includes('none')) {
    throw new OAuthError(403, 'interaction_required', 'Multifactor authentication required');
  }
  saveTransaction(tenant, { ...transaction, earned });
  return c.redirect(localPath(c, `/u/mfa?state=${transaction.state}`), 302);
}
