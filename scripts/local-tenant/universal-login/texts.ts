import type { JsonObject } from '../store';
import type { TenantContext } from '../tenant-context';
import german from './texts/de.json';
import english from './texts/en.json';

type Texts = Readonly<Record<string, string>>;

/**
 * By `prompt.screen`; the keys are Auth0's own where it has one, so that a tenant's custom texts replace them.
 * A further language is a further file.
 */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, Texts>>>> = { en: english, de: german };

/** Looks texts of one screen up. */
export type Translate = (key: string, variables?: Record<string, string>) => string;

/**
 * The texts of a screen in a locale: the tenant's custom texts first, then ours, English last. `${name}` stands
 * for a variable; `shared` are those that every text of the screen may name. (prompts/custom-text)
 */
export function textsOf(
  tenant: TenantContext,
  prompt: string,
  screen: string,
  locale: string,
  shared: Record<string, string> = {},
): Translate {
  const custom = tenant.store
    .collection<Record<string, JsonObject>>('custom-text')
    .get(`${prompt}:${locale}`);
  const own = custom?.[screen] ?? {};
  const language = locale.split('-')[0] ?? 'en';
  const translated = DEFAULTS[language]?.[`${prompt}.${screen}`] ?? {};
  const fallback = DEFAULTS.en?.[`${prompt}.${screen}`] ?? {};
  return (key, variables = {}) => {
    const text = own[key] ?? translated[key] ?? fallback[key] ?? key;
    return String(text).replace(
      /\$\{(\w+)\}/g,
      (_match, name: string) => variables[name] ?? shared[name] ?? '',
    );
  };
}
