/** How the terms are asked for, and how the answer comes back: a form, or a redirect to a page of one's own. */
import type { PostLoginAPI } from '@auth0/actions/post-login/v3';
import type { Prompt } from '../policy/decision';
import type { Answer } from '../policy/facts';
import { type Tree, treeOf } from '../policy/objects';
import type { TermsPrompt } from '../policy/policy';
import { readForm, showForm } from './terms-form';
import { readReturn, sendToPage } from './terms-redirect';

/** Filled by the build, which leaves the way that the policy does not take out of the bundle. */
declare const TERMS_PROMPT_KIND: TermsPrompt['kind'];

type Show = (prompt: Prompt, page: TermsPrompt, event: Tree, api: PostLoginAPI) => void;
type Read = (event: Tree, page: TermsPrompt, api: PostLoginAPI) => Tree | undefined;

/** @throws Error where the tenant has no such form, or the Action lacks the secret */
export const showPage = (TERMS_PROMPT_KIND === 'form' ? showForm : sendToPage) as Show;

const readPage = (TERMS_PROMPT_KIND === 'form' ? readForm : readReturn) as Read;

/**
 * The answer that a login resumes with; null where there is none, or none that can be believed. Only `fields` and
 * `vars.documents` are taken from it.
 */
export function readAnswer(event: Tree, page: TermsPrompt, api: PostLoginAPI): Answer | null {
  const content = readPage(event, page, api);
  return content ? { fields: treeOf(content.fields), documents: treeOf(content.vars?.documents) } : null;
}
