/** How the terms are asked for, and how the answer comes back: a form, or a redirect to a page of one's own. */
import type { PostLoginAPI } from '@auth0/actions/post-login/v3';
import type { Prompt } from '../policy/decision';
import type { Answer } from '../policy/facts';
import { plainCopy, type Tree, treeOf } from '../policy/objects';
import type { TermsPrompt } from '../policy/policy';
import { secretOf } from './secret';

/** Says of a redirect's token what it was signed for. */
const PURPOSE = 'gatehouse-terms';
const LONGEST_REDIRECT_SECONDS = 300;

/** @throws Error where the tenant has no such form, or the Action lacks the secret */
export function showPage(
  { documents, fields }: Prompt,
  page: TermsPrompt,
  event: Tree,
  api: PostLoginAPI,
): void {
  const content = { fields, vars: { documents } };
  if (page.kind === 'form') {
    if (!page.formId) throw new Error('no form');
    api.prompt.render(page.formId, content);
    return;
  }
  const session_token = api.redirect.encodeToken({
    secret: secretOf(event, page.secret),
    expiresInSeconds: Math.min(page.ttlSeconds, LONGEST_REDIRECT_SECONDS),
    // Auth0 adds the person's IP address, and lets the payload override it: the token is signed, not encrypted.
    payload: { ...content, purpose: PURPOSE, ip: '' },
  });
  api.redirect.sendUserTo(page.url, { query: { session_token } });
}

/**
 * The answer that a login resumes with; null where there is none, or none that can be believed. Only `fields` and
 * `vars.documents` are taken from it.
 */
export function readAnswer(event: Tree, page: TermsPrompt, api: PostLoginAPI): Answer | null {
  const { prompt, request } = event;
  let content: Tree | undefined;
  if (page.kind === 'redirect') {
    // What stands in an address is kept in histories and logs: only a token that was posted counts.
    const isPosted = Object.is(request?.method, 'POST') && request?.body?.session_token;
    if (isPosted) content = readToken(secretOf(event, page.secret), api);
  } else if (Object.is(prompt?.id, page.formId)) content = prompt;
  return content ? { fields: treeOf(content.fields), documents: treeOf(content.vars?.documents) } : null;
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
