/**
 * The key of the first preference that exists, each shortened from the right until it does: `de-AT`, `de`, next
 * preference; the default locale where nothing matches. Compared without regard to case.
 */
export function chooseLocale(
  entries: Readonly<Record<string, unknown>>,
  preferences: readonly string[],
  defaultLocale: string,
): string {
  const available = Object.keys(entries);
  for (const preference of preferences) {
    const subtags = preference.toLowerCase().split(/[-_]/);
    for (; subtags.length > 0; subtags.pop()) {
      const locale = available.find((candidate) => candidate.toLowerCase() === subtags.join('-'));
      if (locale) return locale;
    }
  }
  return defaultLocale;
}
