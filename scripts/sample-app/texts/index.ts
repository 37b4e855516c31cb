import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import { parseAccept } from 'hono/utils/accept';
import { chooseLocale } from '../../../actions/policy/locale';
import { german } from './de';
import { english, type TextKey } from './en';

export type { TextKey };

/** A further language is a further file. */
const LANGUAGES: Readonly<Record<string, Readonly<Record<TextKey, string>>>> = { en: english, de: german };

/** The texts of one language. */
export interface Texts {
  locale: string;
  t(key: TextKey, values?: Readonly<Record<string, string>>): string;
  /** As `t`, where a value is more than text. */
  rich(key: TextKey, values: Readonly<Record<string, Child>>): Child[];
}

/** The texts in the language that a person has chosen, else in one that their browser asks for, else in English. */
export function textsFor(c: Context, chosen?: unknown): Texts {
  const accepted = parseAccept(c.req.header('accept-language') ?? '').map(({ type }) => type);
  const preferences = typeof chosen === 'string' ? [chosen, ...accepted] : accepted;
  return textsIn(chooseLocale(LANGUAGES, preferences, 'en'));
}

export function textsIn(locale: string): Texts {
  const texts = LANGUAGES[locale] ?? english;
  return {
    locale,
    t: (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_match, name: string) => values[name] ?? ''),
    rich: (key, values) =>
      texts[key].split(/\{(\w+)\}/).map((part, index) => (index % 2 === 0 ? part : (values[part] ?? ''))),
  };
}
