/** How the terms are asked for, and how the answer comes back: a form, or a redirect to a page of one's own. */
import type { PostLoginAPI } from '@auth0/actions/post-login/v3';
import type { Prompt } from '../policy/decision';
import type { Answer } from '../policy/facts';
import { isRecord, plainCopy, type Tree, textOf } from '../policy/objects';
import type { TermsPrompt } from '../policy/policy';

/** Says of a redirect's token what it was signed for. */
const PURPOSE = 'gatehouse-terms';
const TOKEN_PARAMETER = 'session_token';
const LONGEST_REDIRECT_SECONDS = 300;
const LONGEST_SECRET = 4096;

/** @throws Error where the tenant has no such form, or the Action lacks the secret */
export function showPage(
  { documents, fields }: Prompt,
  page: TermsPrompt,
  secrets: Tree | undefined,
  api: PostLoginAPI,
): void {
  const content = { fields, vars: { documents } };
  if (page.kind === 'form') {
    if (page.formId === '') throw new Error('no form');
    api.prompt.render(page.formId, content);
    return;
  }
  const secret = textOf(secrets?.[page.secret], LONGEST_SECRET);
  if (secret === null) throw new Error('no secret');
  const token = api.redirect.encodeToken({
    secret,
    expiresInSeconds: Math.min(page.ttlSeconds, LONGEST_REDIRECT_SECONDS),
    // Auth0 adds the person's IP address, and lets the payload override it: the token is signed, not encrypted.
    payload: { ...content, purpose: PURPOSE, ip: '' },
  });
  api.redirect.sendUserTo(page.url, { query: { [TOKEN_PARAMETER]: token } });
}

/**
 * The answer that a login resumes with; null where there is none, or none that can be believed. Only `fields` and
 * `vars.documents` are taken from it.
 */
export function readAnswer(event: Tree, page: TermsPrompt, api: PostLoginAPI): Answer | null {
  const { prompt, request, secrets } = event;
  let content: Tree | undefined;
  if (page.kind === 'form') {
    if (textOf(prompt?.id) === page.formId) content = prompt;
  } else if (textOf(request?.method) === 'POST' && request?.body?.[TOKEN_PARAMETER] !== undefined) {
    content = claimsOf(textOf(secrets?.[page.secret], LONGEST_SECRET), api);
  }
  const fields = content?.fields ?? {};
  const documents = content?.vars?.documents ?? {};
  return content && isRecord(fields) && isRecord(documents) ? { fields, documents } : null;
}

/**
 * Auth0 checks the token's signature, times, subject and `state` (docs page customize/actions/redirect-with-actions).
 * What else it was signed for is checked here: another purpose, or no answer in it, and it is none.
 */
function claimsOf(secret: string | null, api: PostLoginAPI): Tree | undefined {
  if (secret === null) return undefined;
  try {
    const claims = plainCopy(api.redirect.validateToken({ secret, tokenParameterName: TOKEN_PARAMETER }));
    const purpose = textOf(claims?.purpose ?? PURPOSE);
    return purpose === PURPOSE && isRecord(claims?.fields) ? claims : undefined;
  } catch {
    return undefined;
  }
}
