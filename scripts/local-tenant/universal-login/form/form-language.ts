import { bestLanguage } from '../../authentication-api';
import type { Form, FormMessages, JsonObject } from '../../store';
import type { FieldProblem } from './fields';
import type { FormComponent } from './form-definition';

/** A form in one language. */
export interface FormLanguage {
  language: string;
  /** The component as it reads in this language. */
  translated(component: FormComponent): FormComponent;
  /** What `{{t('key')}}` stands for. */
  custom: Readonly<Record<string, string>>;
  /** The form's own text for what is wrong with a field; undefined where it has none. */
  error(component: FormComponent | undefined, problem: FieldProblem): string | undefined;
}

/** The codes of a form's error messages, where they depend on the component. */
const ERRORS: Readonly<Record<FieldProblem, Readonly<Record<string, string>>>> = {
  required: { LEGAL: 'ERR_ACCEPTANCE_REQUIRED', BOOLEAN: 'ERR_ACCEPTANCE_REQUIRED' },
  invalid: { EMAIL: 'ERR_EMAIL_EXPECTED', URL: 'ERR_URL_EXPECTED', NUMBER: 'ERR_NUMBER_EXPECTED' },
};

/** The form in the first wanted language that it speaks, in its default one otherwise. */
export function formLanguage(form: Form, wanted: readonly string[]): FormLanguage {
  const { primary = 'en', default: fallback = primary } = form.languages ?? {};
  const translations = form.translations ?? {};
  const language = bestLanguage(wanted, [primary, ...Object.keys(translations)]) ?? fallback;
  const { components, messages } = translations[language] ?? {};
  return {
    language,
    translated: (component) => merge(component, components?.[component.id] ?? {}) as FormComponent,
    custom: { ...form.messages?.custom, ...messages?.custom },
    error: (component, problem) => {
      const code =
        ERRORS[problem][component?.type ?? ''] ?? (problem === 'required' ? 'ERR_REQUIRED_PROPERTY' : '');
      return ownText(messages, code) ?? ownText(form.messages, code);
    },
  };
}

function ownText(messages: FormMessages | null | undefined, code: string): string | undefined {
  const text = messages?.errors?.[code];
  return text === '' ? undefined : text;
}

const NEVER_TRANSLATED = new Set(['id', 'type', 'category', 'value', 'next_node']);

/** Objects merge, everything else is replaced; an option of a list is translated by its place. */
function merge(value: unknown, translation: unknown): unknown {
  if (translation === undefined || translation === null) return value;
  if (Array.isArray(value) && Array.isArray(translation)) {
    return value.map((item, index) => merge(item, translation[index]));
  }
  if (!isObject(value) || !isObject(translation)) return translation;
  const keys = Object.keys(translation).filter((key) => !NEVER_TRANSLATED.has(key));
  return { ...value, ...Object.fromEntries(keys.map((key) => [key, merge(value[key], translation[key])])) };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
