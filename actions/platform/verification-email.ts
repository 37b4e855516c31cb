import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';
import { isRecord, own, textOf } from '../policy/objects';
import { RESEND_SECRETS } from '../policy/secrets';

/** For both requests together. */
const TIMEOUT = 3000;
const CACHE_KEY = 'gatehouse-resend-token';
/** Values of Actions' cache are at most this long (docs page actions/limitations). */
const LONGEST_CACHED = 4096;
const DOMAIN = /^[a-z0-9.-]+(:\d+)?$/i;

export type ResendResult = 'sent' | 'failed' | 'unconfigured';

/**
 * Asks the Management API to send the verification email again (docs page api/management/v2/jobs/
 * post-verification-email). Takes 3 seconds at most, never throws, and tells nothing of what went wrong but that it
 * did: the decision is made already.
 */
export async function resendVerificationEmail(
  event: Event,
  api: PostLoginAPI,
  user: { userId: string; clientId: string | null; organizationId: string | null },
): Promise<ResendResult> {
  try {
    const domain = textOf(own(event, 'secrets', RESEND_SECRETS.domain), 255);
    const client_id = textOf(own(event, 'secrets', RESEND_SECRETS.clientId), 4096);
    const client_secret = textOf(own(event, 'secrets', RESEND_SECRETS.clientSecret), 4096);
    if (!domain || !DOMAIN.test(domain) || !client_id || !client_secret) return 'unconfigured';
    const signal = AbortSignal.timeout(TIMEOUT);
    const origin = `https://${domain}`;
    const token = await accessToken(api, origin, { client_id, client_secret }, signal);
    if (token === null) return 'failed';
    const job = {
      user_id: user.userId,
      ...(user.clientId !== null && { client_id: user.clientId }),
      ...(user.organizationId !== null && { organization_id: user.organizationId }),
    };
    const response = await post(`${origin}/api/v2/jobs/verification-email`, job, signal, token);
    return response.ok ? 'sent' : 'failed';
  } catch {
    return 'failed';
  }
}

async function accessToken(
  api: PostLoginAPI,
  origin: string,
  credentials: { client_id: string; client_secret: string },
  signal: AbortSignal,
): Promise<string | null> {
  const cached = api.cache.get(CACHE_KEY)?.value;
  if (typeof cached === 'string') return cached;
  const grant = { grant_type: 'client_credentials', audience: `${origin}/api/v2/`, ...credentials };
  const response = await post(`${origin}/oauth/token`, grant, signal);
  const answer: unknown = response.ok ? await response.json() : null;
  const token = isRecord(answer) ? textOf(own(answer, 'access_token'), 16_384) : null;
  const lifetime = own(answer, 'expires_in');
  if (token !== null && token.length <= LONGEST_CACHED && typeof lifetime === 'number' && lifetime > 120) {
    api.cache.set(CACHE_KEY, token, { ttl: (lifetime - 60) * 1000 });
  }
  return token;
}

function post(url: string, body: unknown, signal: AbortSignal, token?: string): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal, redirect: 'error' });
}
