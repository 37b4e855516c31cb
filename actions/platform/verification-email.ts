import type { PostLoginAPI } from '@auth0/actions/post-login/v3';
import type { LoginFacts } from '../policy/facts';
import { plainCopy, type Tree, textOf } from '../policy/objects';
import { RESEND_SECRETS } from '../policy/secrets';
import { secretOf } from './secret';

/** For both requests together, in milliseconds. */
const TIMEOUT = 3000;
const CACHE_KEY = 'gatehouse-resend-token';
/** Values of Actions' cache are at most this long (docs page actions/limitations). */
const LONGEST = 4096;

/**
 * Asks the Management API to send the verification email again (docs page api/management/v2/jobs/
 * post-verification-email). Takes 3 seconds at most, never throws, and tells nothing of what went wrong but that it
 * did: the decision is made already. `stamp` writes the throttle, before anything is sent: without it every attempt
 * would send a mail.
 */
export async function resendVerificationEmail(
  { userId, clientId, organization }: LoginFacts,
  event: Tree,
  { cache }: Pick<PostLoginAPI, 'cache'>,
  stamp: () => void,
): Promise<'sent' | 'failed'> {
  try {
    stamp();
    const origin = `https://${secretOf(event, RESEND_SECRETS.domain)}`;
    const client_id = secretOf(event, RESEND_SECRETS.clientId);
    const client_secret = secretOf(event, RESEND_SECRETS.clientSecret);
    const signal = AbortSignal.timeout(TIMEOUT);
    const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
      fetch(new URL(path, origin), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        redirect: 'error',
        signal,
      });
    let token = textOf(cache.get(CACHE_KEY)?.value, LONGEST);
    if (!token) {
      const grant = { grant_type: 'client_credentials', audience: `${origin}/api/v2/` };
      const response = await post('/oauth/token', { ...grant, client_id, client_secret });
      const answer = plainCopy(await response.json());
      token = textOf(answer?.access_token, Number.POSITIVE_INFINITY);
      if (!token) return 'failed';
      const lifetime = Number(answer?.expires_in) - 60;
      if (token.length <= LONGEST && lifetime > 0) cache.set(CACHE_KEY, token, { ttl: lifetime * 1000 });
    }
    const job = { user_id: userId, client_id: clientId, organization_id: organization.id };
    const response = await post('/api/v2/jobs/verification-email', job, { authorization: `Bearer ${token}` });
    // A token that is refused is not kept until it expires.
    if (response.status === 401) cache.delete(CACHE_KEY);
    return response.ok ? 'sent' : 'failed';
  } catch {
    return 'failed';
  }
}
