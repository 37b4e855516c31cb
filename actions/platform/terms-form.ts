/** The terms asked for on a form of the tenant. */
import type { PostLoginAPI } from '@auth0/actions/post-login/v3';
import type { Prompt } from '../policy/decision';
import type { Tree } from '../policy/objects';
import type { FormPrompt } from '../policy/policy';

/** @throws Error where the tenant has no such form */
export function showForm(
  { documents, fields }: Prompt,
  { formId }: FormPrompt,
  _event: Tree,
  api: PostLoginAPI,
): void {
  if (!formId) throw new Error('no form');
  api.prompt.render(formId, { fields, vars: { documents } });
}

/** What came back from this form; undefined where nothing did. */
export function readForm({ prompt }: Tree, { formId }: FormPrompt): Tree | undefined {
  return Object.is(prompt?.id, formId) ? prompt : undefined;
}
