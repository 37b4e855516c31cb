import { entryOf } from './objects';

/**
 * The entry for the first preference that exists, each shortened from the right until it does: `de-AT`, `de`, next
 * preference; the default locale's where nothing matches. Compared without regard to case.
 */
export function forLocale<Entry>(
  entries: Readonly<Record<string, Entry>>,
  preferences: readonly string[],
  defaultLocale: string,
): { locale: string; entry: Entry } | null {
  const locale = chooseLocale(Object.keys(entries), preferences) ?? defaultLocale;
  const entry = entryOf(entries, locale);
  return entry === undefined ? null : { locale, entry };
}

function chooseLocale(available: readonly string[], preferences: readonly string[]): string | undefined {
  for (const preference of preferences) {
    const subtags = preference.replaceAll('_', '-').toLowerCase().split('-');
    for (; subtags.length > 0; subtags.pop()) {
      const wanted = subtags.join('-');
      const found = available.find((locale) => locale.toLowerCase() === wanted);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
