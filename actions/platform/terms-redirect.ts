/** The terms asked for on a page of one's own: there and back with a signed token. */
import type { PostLoginAPI } from '@auth0/actions/post-login/v3';
import type { Prompt } from '../policy/decision';
import { plainCopy, type Tree } from '../policy/objects';
import type { RedirectPrompt } from '../policy/policy';
import { secretOf } from './secret';

/** Says of a redirect's token what it was signed for. */
const PURPOSE = 'gatehouse-terms';
const LONGEST_REDIRECT_SECONDS = 300;

/** @throws Error where the Action lacks the secret */
export function sendToPage(
  { documents, fields }: Prompt,
  page: RedirectPrompt,
  event: Tree,
  api: PostLoginAPI,
): void {
  const session_token = api.redirect.encodeToken({
    secret: secretOf(event, page.secret),
    expiresInSeconds: Math.min(page.ttlSeconds, LONGEST_REDIRECT_SECONDS),
    // Auth0 adds the person's IP address, and lets the payload override it: the token is signed, not encrypted.
    payload: { fields, vars: { documents }, purpose: PURPOSE, ip: '' },
  });
  api.redirect.sendUserTo(page.url, { query: { session_token } });
}

/**
 * What came back from that page; undefined where nothing did. What stands in an address is kept in histories and logs,
 * so only a token that was posted counts.
 */
export function readReturn(event: Tree, page: RedirectPrompt, api: PostLoginAPI): Tree | undefined {
  const { request } = event;
  const isPosted = Object.is(request?.method, 'POST') && request?.body?.session_token;
  return isPosted ? readToken(secretOf(event, page.secret), api) : undefined;
}

/**
 * Auth0 checks the token's signature, times, subject and `state` (docs page customize/actions/redirect-with-actions).
 * What else it was signed for is checked here: with another purpose, or without an answer in it, it is none.
 */
function readToken(secret: string, api: PostLoginAPI): Tree | undefined {
  try {
    const claims = plainCopy(api.redirect.validateToken({ secret }));
    return claims?.fields && Object.is(claims.purpose ?? PURPOSE, PURPOSE) ? claims : undefined;
  } catch {
    return undefined;
  }
}
