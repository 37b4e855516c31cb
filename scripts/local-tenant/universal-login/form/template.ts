import { html } from 'hono/html';
import type { JsonObject } from '../../store';

/** What `{{…}}` in a form may name: `vars`, `fields`, `context`, and the form's own messages as `t('key')`. */
export interface FormScope {
  vars: JsonObject;
  fields: JsonObject;
  context: JsonObject;
  messages: Readonly<Record<string, string>>;
}

const PLACEHOLDER = /\{\{\s*(?:t\(\s*['"]([\w.-]+)['"]\s*\)|([a-zA-Z_$][\w$.[\]-]*))\s*\}\}/g;

/** Puts values into a text. What names nothing becomes empty. */
export function fillText(template: string, scope: FormScope): string {
  return template.replace(PLACEHOLDER, (_match, message?: string, path?: string) =>
    textAt(scope, message, path),
  );
}

/** As {@link fillText}, for HTML: the values are escaped, the template is the tenant's own. */
export function fillHtml(template: string, scope: FormScope): string {
  return template.replace(
    PLACEHOLDER,
    (_match, message?: string, path?: string) => `${html`${textAt(scope, message, path)}`}`,
  );
}

/** The value that an operand stands for: a placeholder's own value, or the operand itself. */
export function resolveOperand(operand: unknown, scope: FormScope): unknown {
  if (typeof operand !== 'string') return operand;
  const path = /^\{\{\s*([^{}]+?)\s*\}\}$/.exec(operand)?.[1];
  return path === undefined ? operand : valueAt(scope, path);
}

function textAt(scope: FormScope, message: string | undefined, path = ''): string {
  return asText(message === undefined ? valueAt(scope, path) : scope.messages[message]);
}

function valueAt(scope: FormScope, path: string): unknown {
  let value: unknown = scope;
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== '')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as JsonObject)[key];
  }
  return value;
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
