import { entryOf } from './objects';

/**
 * The entry for the first preference that exists, each shortened from the right until it does: `de-AT`, `de`, next
 * preference; the default locale's where nothing matches. Compared without regard to case.
 */
export function forLocale<Entry>(
  entries: Readonly<Record<string, Entry>>,
  preferences: readonly string[],
  defaultLocale: string,
): { locale: string; entry: Entry | undefined } {
  const available = Object.keys(entries);
  for (const preference of preferences) {
    const subtags = preference.toLowerCase().split(/[-_]/);
    for (; subtags.length > 0; subtags.pop()) {
      const locale = available.find((candidate) => candidate.toLowerCase() === subtags.join('-'));
      if (locale) return { locale, entry: entries[locale] };
    }
  }
  return { locale: defaultLocale, entry: entryOf(entries, defaultLocale) };
}
