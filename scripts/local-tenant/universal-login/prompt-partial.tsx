import { raw } from 'hono/html';
import { renderHtml } from '../email';
import type { JsonObject, PromptPartials } from '../store';
import type { TenantContext } from '../tenant-context';

type EntryPoint =
  | 'form-content-start'
  | 'form-content-end'
  | 'form-footer-start'
  | 'form-footer-end'
  | 'secondary-actions-start'
  | 'secondary-actions-end';

interface Props {
  tenant: TenantContext;
  prompt: string;
  screen: string;
  at: EntryPoint;
  /** Liquid variables; what stands in them is escaped. */
  variables: JsonObject;
  /** The id of what was said about the fields that were sent. */
  describedBy?: string;
}

/** HTML that the tenant adds to a prompt. It may show anything, but no script of it runs (CSP). */
export function PromptPartial({ tenant, prompt, screen, at, variables, describedBy }: Props) {
  const partials = tenant.store.collection<PromptPartials>('prompt-partials').get(prompt)?.partials;
  const template = partials?.[screen]?.[at];
  if (template === undefined || template === '') return null;
  const html = renderSafely(template, variables);
  return raw(
    describedBy === undefined ? html : html.replace(OWN_FIELD, `$& aria-describedby="${describedBy}"`),
  );
}

/** The beginning of a control that people fill in. */
const OWN_FIELD = /<(input|select|textarea)\b(?=[^>]*\bname="ulp-)(?![^>]*\btype="hidden")/g;

/** A partial that does not parse is Auth0's to refuse when it is saved; a page without it is better than none. */
function renderSafely(template: string, variables: JsonObject): string {
  try {
    return renderHtml(template, variables);
  } catch {
    return '';
  }
}
