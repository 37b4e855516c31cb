/**
 * The first preference that exists, each shortened from the right until it does: `de-AT`, `de`, next preference.
 * Compared without regard to case; returned as `available` spells it. `fallback` where nothing matches.
 */
export function chooseLocale(
  preferences: readonly string[],
  available: readonly string[],
  fallback: string,
): string {
  for (const preference of preferences) {
    const subtags = preference.replaceAll('_', '-').toLowerCase().split('-');
    for (; subtags.length > 0; subtags.pop()) {
      const wanted = subtags.join('-');
      const found = available.find((locale) => locale.toLowerCase() === wanted);
      if (found !== undefined) return found;
    }
  }
  return fallback;
}
