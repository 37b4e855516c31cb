/** The terms asked for on a page of one's own: there and back with a signed token. */
import type { PostLoginAPI } from '@auth0/actions/post-login/v3';
import type { Prompt } from '../policy/decision';
import { plainCopy, type Tree } from '../policy/objects';
import type { RedirectPrompt } from '../policy/policy';
import { secretOf } from './secret';

/** Says of a redirect's token what it was signed for. */
const PURPOSE = 'gatehouse-terms';

/**
 * The token lives `ttlSeconds`, at most 300: the build checks it. It is signed, not encrypted, so it holds no personal
 * data: Auth0 would add the person's IP address, which the payload overrides.
 *
 * @throws Error where the Action lacks the secret
 */
export function sendToPage(
  { documents, fields }: Prompt,
  { url, secret, ttlSeconds }: RedirectPrompt,
  event: Tree,
  api: PostLoginAPI,
): void {
  const session_token = api.redirect.encodeToken({
    secret: secretOf(event, secret),
    expiresInSeconds: ttlSeconds,
    payload: { fields, vars: { documents }, purpose: PURPOSE, ip: '' },
  });
  api.redirect.sendUserTo(url, { query: { session_token } });
}

/**
 * What came back from that page; undefined where nothing did. What stands in an address is kept in histories and logs,
 * so only a token that was posted counts. Auth0 checks its signature, times, subject and `state` (docs page
 * customize/actions/redirect-with-actions); what else it was signed for is checked here: with another purpose, or
 * without an answer in it, it is none.
 *
 * @throws Error where the Action lacks the secret
 */
export function readReturn(event: Tree, page: RedirectPrompt, api: PostLoginAPI): Tree | undefined {
  const { method, body } = event.request ?? {};
  if (!Object.is(method, 'POST') || !body?.session_token) return undefined;
  const secret = secretOf(event, page.secret);
  try {
    const claims = plainCopy(api.redirect.validateToken({ secret }));
    return claims?.fields && Object.is(claims.purpose ?? PURPOSE, PURPOSE) ? claims : undefined;
  } catch {
    return undefined;
  }
}
