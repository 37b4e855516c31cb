import { bindToBrowser, findTransaction, invalidRequest } from '../authentication-api';
import type { TenantContext } from '../tenant-context';
import type { LoginStep, PageContext } from './hosted-page';

/**
 * The login that a page belongs to, by the `state` in its address or form.
 *
 * @throws OAuthError where there is none: the page was opened by hand, too late, or in another browser than the
 *   pages before it
 */
export async function loginStep(tenant: TenantContext, c: PageContext): Promise<LoginStep> {
  const state = c.req.query('state') ?? (await formField(c, 'state'));
  const found = findTransaction(tenant, state);
  const transaction = found && bindToBrowser(tenant, found, c.get('browser'));
  if (transaction === undefined) {
    throw invalidRequest('The state parameter is missing, unknown, or of a login that has ended');
  }
  return { tenant, c, transaction };
}

/** One field of a posted form as text; empty where absent. */
export async function formField(c: PageContext, name: string): Promise<string> {
  if (c.req.method !== 'POST') return '';
  const value = (await c.req.parseBody())[name];
  return typeof value === 'string' ? value : '';
}

/** The fields that tenants add to a prompt: their names begin with `ulp-`. */
export async function promptFields(c: PageContext): Promise<Record<string, string>> {
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(await c.req.parseBody())) {
    if (name.startsWith('ulp-') && typeof value === 'string') fields[name] = value;
  }
  return fields;
}
