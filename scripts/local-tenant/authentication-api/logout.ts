import type { Context } from 'hono';
import { decodeJwt } from 'jose';
import type { Client, JsonObject } from '../store';
import type { TenantContext } from '../tenant-context';
import { verifyJwt } from '../tokens';
import { findUser } from '../users';
import { isListed } from './allowed-urls';
import { findClient } from './clients';
import { errorPage } from './error-page';
import { idTokenSecret } from './issue-tokens';
import { logRequest } from './login-log';
import { invalidRequest, OAuthError } from './oauth-error';
import { parseForm } from './request-body';
import { currentSession, endSession, forgetSessionCookie } from './session';

/**
 * `/v2/logout`: `returnTo` must be listed with the client, or with the tenant where no client is named; what stands
 * behind `?` or `#` is not looked at. (authenticate/login/logout/redirect-users-after-logout)
 */
export function logout(tenant: TenantContext, c: Context): Response | Promise<Response> {
  try {
    const query = parseForm(new URL(c.req.url).searchParams);
    const client = query.client_id === undefined ? undefined : requireClient(tenant, query.client_id);
    const target = query.returnTo ?? '';
    const address = target.replace(/[?#].*$/s, '');
    const isAllowed = [target, address].some((url) => isListed(allowed(tenant, client), url));
    if (target !== '' && !isAllowed) throw notListed('returnTo');
    end(tenant, c, client);
    if (target !== '') return c.redirect(new URL(target).toString(), 302);
    const [first] = allowed(tenant, client);
    return first !== undefined && URL.canParse(first) ? c.redirect(first, 302) : c.text('OK');
  } catch (error) {
    return failed(tenant, c, error);
  }
}

/** `/oidc/logout`: RP-initiated logout. The id_token_hint may have expired, but must have been signed here. */
export async function oidcLogout(tenant: TenantContext, c: Context): Promise<Response> {
  try {
    const text = c.req.method === 'POST' ? await c.req.text() : new URL(c.req.url).search;
    const query = parseForm(new URLSearchParams(text));
    const client = await clientOf(tenant, query);
    const target = query.post_logout_redirect_uri ?? '';
    if (target !== '' && !isListed(allowed(tenant, client), target))
      throw notListed('post_logout_redirect_uri');
    end(tenant, c, client);
    if (target === '') return c.text('OK');
    const url = new URL(target);
    if (query.state !== undefined) url.searchParams.set('state', query.state);
    return c.redirect(url.toString(), 302);
  } catch (error) {
    return failed(tenant, c, error);
  }
}

async function clientOf(tenant: TenantContext, query: Record<string, string>): Promise<Client | undefined> {
  const { id_token_hint: hint, client_id: named } = query;
  if (hint === undefined || hint === '')
    return named === undefined ? undefined : requireClient(tenant, named);
  const audience = await audienceOfHint(tenant, hint);
  if (named !== undefined && named !== audience)
    throw invalidRequest('client_id does not match id_token_hint');
  return requireClient(tenant, audience);
}

async function audienceOfHint(tenant: TenantContext, hint: string): Promise<string> {
  try {
    const claims = decodeJwt(hint);
    // Verified as of the second it was issued, so that an expired token still tells who logs out.
    const issuedAt = new Date((claims.iat ?? 0) * 1000);
    const client = findClient(tenant, String(claims.aud));
    const secret = client === undefined ? undefined : idTokenSecret(client);
    await verifyJwt({ ...tenant, now: () => issuedAt }, hint, secret === undefined ? {} : { secret });
    return String(claims.aud);
  } catch {
    throw invalidRequest('id_token_hint is invalid');
  }
}

function requireClient(tenant: TenantContext, clientId: string): Client {
  const client = findClient(tenant, clientId);
  if (client === undefined) throw invalidRequest(`Unknown client: ${clientId.slice(0, 100)}`);
  return client;
}

function allowed(tenant: TenantContext, client: Client | undefined): string[] {
  if (client !== undefined) return client.allowed_logout_urls ?? [];
  const settings = tenant.store.collection<JsonObject>('singletons').get('tenant-settings');
  const urls = settings?.allowed_logout_urls;
  return Array.isArray(urls) ? urls.map(String) : [];
}

function end(tenant: TenantContext, c: Context, client: Client | undefined): void {
  const session = currentSession(tenant, c);
  if (session !== undefined) {
    endSession(tenant, session.id);
    logRequest(
      tenant,
      c,
      'slo',
      { client, user: findUser(tenant, session.user_id) },
      {
        description: 'User successfully logged out',
      },
    );
  }
  forgetSessionCookie(c);
}

function notListed(parameter: string): OAuthError {
  return invalidRequest(
    `The "${parameter}" querystring parameter is not defined as a valid URL in "Allowed Logout URLs".`,
  );
}

function failed(tenant: TenantContext, c: Context, error: unknown): Response | Promise<Response> {
  if (!(error instanceof OAuthError)) throw error;
  logRequest(tenant, c, 'flo', {}, { description: error.description });
  return errorPage(tenant, c, error);
}
