import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';
import type { Answer } from '../policy/facts';
import { isRecord, own } from '../policy/objects';
import type { TermsPrompt } from '../policy/policy';
import { REDIRECT_PURPOSE, TOKEN_PARAMETER } from './apply';

/**
 * The answer that a login resumes with; null where there is none, or none that can be believed. Only `fields` and
 * `vars.documents` are taken from it.
 */
export function readAnswer(event: Event, api: PostLoginAPI, prompt: TermsPrompt): Answer | null {
  const content =
    prompt.kind === 'form' ? readForm(event, prompt.formId) : readToken(event, api, prompt.secret);
  if (content === null) return null;
  const fields = own(content, 'fields') ?? {};
  const documents = own(content, 'vars', 'documents') ?? {};
  return isRecord(fields) && isRecord(documents) ? { fields, documents } : null;
}

function readForm(event: Event, formId: string): unknown {
  return own(event, 'prompt', 'id') === formId ? own(event, 'prompt') : null;
}

/**
 * A consent page answers by POST with a signed token. Auth0 checks its signature, times, subject and `state`
 * (docs page customize/actions/redirect-with-actions); its purpose is checked here, so that a token that the same
 * secret signed for something else is no answer.
 */
function readToken(event: Event, api: PostLoginAPI, secretName: string): unknown {
  const secret = own(event, 'secrets', secretName);
  const sent = own(event, 'request', 'body', TOKEN_PARAMETER);
  if (typeof secret !== 'string' || secret === '' || typeof sent !== 'string') return null;
  if (own(event, 'request', 'method') !== 'POST') return null;
  try {
    const claims = api.redirect.validateToken({ secret, tokenParameterName: TOKEN_PARAMETER });
    const purpose = own(claims, 'purpose');
    const isAnswer =
      isRecord(own(claims, 'fields')) && (purpose === undefined || purpose === REDIRECT_PURPOSE);
    return isAnswer ? claims : null;
  } catch {
    return null;
  }
}
