/** How the terms are asked for, and how the answer comes back: a form, or a redirect to a page of one's own. */
import type { PostLoginAPI } from '@auth0/actions/post-login/v3';
import type { Prompt } from '../policy/decision';
import type { Answer } from '../policy/facts';
import { isRecord, plainCopy, type Tree } from '../policy/objects';
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
  const { prompt } = event;
  const isForm = page.kind === 'form' && Object.is(prompt?.id, page.formId);
  const content = page.kind === 'redirect' ? readToken(event, page.secret, api) : isForm ? prompt : undefined;
  const { fields = {}, vars } = content ?? {};
  const documents = vars?.documents ?? {};
  return content && isRecord(fields) && isRecord(documents) ? { fields, documents } : null;
}

/**
 * Auth0 checks the token's signature, times, subject and `state` (docs page customize/actions/redirect-with-actions).
 * What else it was signed for is checked here: another purpose, or no answer in it, and it is none. Only a token that
 * was posted counts: what stands in an address is kept in histories and logs.
 */
function readToken(event: Tree, secretName: string, api: PostLoginAPI): Tree | undefined {
  const { method, body } = event.request ?? {};
  if (!Object.is(method, 'POST') || !body?.session_token) return undefined;
  try {
    const claims = plainCopy(api.redirect.validateToken({ secret: secretOf(event, secretName) }));
    return claims?.fields && Object.is(claims.purpose ?? PURPOSE, PURPOSE) ? claims : undefined;
  } catch {
    return undefined;
  }
}
