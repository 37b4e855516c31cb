import type { JsonObject } from '../../store';
import type { FormComponent } from './form-definition';

export type FieldProblem = 'required' | 'invalid';
export interface ReadFields {
  values: JsonObject;
  problems: Record<string, FieldProblem>;
}

type Posted = (name: string) => string[];
/** The value that a field's control sent; undefined where it sent none. */
type Read = (sent: string[], component: FormComponent) => unknown;

const text: Read = ([value]) => (value === undefined || value === '' ? undefined : value);
const flag: Read = ([value]) => value === 'true';
/** What stands on the line for something else comes last, and wins where only one thing may be chosen. */
const choice: Read = (sent, { config }) => {
  const chosen = sent.filter((value) => value !== '');
  return config?.multiple === true ? chosen : chosen.at(-1);
};

const READ: Readonly<Record<string, Read>> = {
  BOOLEAN: flag,
  LEGAL: flag,
  NUMBER: ([value]) => (value === undefined || value === '' ? undefined : Number(value)),
  CARDS: choice,
  CHOICE: choice,
  DROPDOWN: choice,
};

/** What makes a value that is there unacceptable. */
const VALID: Readonly<Record<string, (value: unknown, config: JsonObject) => boolean>> = {
  EMAIL: (value) => /^[^\s@]+@[^\s@]+$/.test(String(value)),
  URL: (value) => URL.canParse(String(value)),
  TEL: (value) => /^[+0-9 ().-]{3,30}$/.test(String(value)),
  DATE: (value, config) =>
    config.format === 'TIME' ? /^\d{2}:\d{2}/.test(String(value)) : /^\d{4}-\d{2}-\d{2}$/.test(String(value)),
  NUMBER: (value, config) =>
    Number.isFinite(value) &&
    (value as number) >= number(config.min_value, Number.NEGATIVE_INFINITY) &&
    (value as number) <= number(config.max_value, Number.POSITIVE_INFINITY),
  TEXT: fitsLength,
  PASSWORD: fitsLength,
  CHOICE: isOffered,
  DROPDOWN: isOffered,
  CARDS: isOffered,
};

/** Fields whose values the local tenant cannot obtain: files, payments, social log-ins, widgets, custom code. */
const NOT_RUN = new Set(['CUSTOM', 'FILE', 'PAYMENT', 'SOCIAL']);

/** Reads and checks the fields of one step, by the form's own rules; nothing that the form does not have gets in. */
export function readFields(components: readonly FormComponent[], posted: Posted): ReadFields {
  const result: ReadFields = { values: {}, problems: {} };
  for (const component of components) {
    if (component.category !== 'FIELD' || NOT_RUN.has(component.type)) continue;
    const { id, type, config = {}, required } = component;
    const value = (READ[type] ?? text)(posted(id), component);
    const isEmpty = value === undefined || (Array.isArray(value) && value.length === 0);
    const isRefusedConsent = required === true && (type === 'LEGAL' || type === 'BOOLEAN') && value !== true;
    if (isRefusedConsent || (isEmpty && required === true)) result.problems[id] = 'required';
    else if (!isEmpty && VALID[type]?.(value, config) === false) result.problems[id] = 'invalid';
    if (!isEmpty) result.values[id] = value;
  }
  return result;
}

export function isRun(component: FormComponent): boolean {
  return (
    component.category !== 'WIDGET' && !NOT_RUN.has(component.type) && component.type !== 'RESEND_BUTTON'
  );
}

function fitsLength(value: unknown, config: JsonObject): boolean {
  const { length } = [...String(value)];
  return length >= number(config.min_length, 0) && length <= number(config.max_length, 10_000);
}

function isOffered(value: unknown, config: JsonObject): boolean {
  const other = config.allow_other as { enabled?: boolean } | undefined;
  if (other?.enabled === true) return true;
  const offered = ((config.options ?? []) as { value: string }[]).map((option) => option.value);
  return [value].flat().every((one) => offered.includes(String(one)));
}

function number(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}
