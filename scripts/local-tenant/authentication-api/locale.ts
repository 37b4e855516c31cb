import type { JsonObject } from '../store';
import type { TenantContext } from '../tenant-context';

/**
 * The language of the pages of one login: the first of `ui_locales`, then of the browser's languages, that the
 * tenant has enabled; its first language otherwise. (Universal Login internationalization)
 */
export function pickLocale(
  tenant: TenantContext,
  uiLocales: readonly string[],
  acceptLanguage?: string,
): string {
  const settings = tenant.store.collection<JsonObject>('singletons').get('tenant-settings');
  const enabled = enabledLocales(settings);
  return bestLanguage([...uiLocales, ...acceptedLanguages(acceptLanguage)], enabled) ?? enabled[0] ?? 'en';
}

/** The first wanted language that is offered, to the letter or but for its region. */
export function bestLanguage(wanted: readonly string[], offered: readonly string[]): string | undefined {
  for (const language of wanted) {
    const match =
      offered.find((locale) => locale.toLowerCase() === language.toLowerCase()) ??
      offered.find((locale) => primary(locale) === primary(language));
    if (match !== undefined) return match;
  }
  return undefined;
}

/** The languages of an `accept-language` header, the most wanted first. */
export function acceptedLanguages(header: string | undefined): string[] {
  return (header ?? '')
    .split(',')
    .map((part) => {
      const [language = '', quality] = part.trim().split(/;\s*q=/);
      return { language, quality: quality === undefined ? 1 : Number(quality) || 0 };
    })
    .filter(({ language, quality }) => /^[a-z]{1,8}(-[a-z0-9]{1,8})*$/i.test(language) && quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ language }) => language);
}

function enabledLocales(settings: JsonObject | undefined): string[] {
  const locales = settings?.enabled_locales;
  return Array.isArray(locales) && locales.length > 0 ? locales.map(String) : ['en'];
}

function primary(locale: string): string {
  return (locale.split('-')[0] ?? '').toLowerCase();
}
