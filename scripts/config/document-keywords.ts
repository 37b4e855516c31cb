import type { WrittenPolicy } from './policy-schema';

/**
 * What the static pages (the sign-up partial) can say about a document: `TERMS_LABEL` is the newest version that is
 * effective at `now`, `TERMS_URL_DE` where its German text is read, or the default locale's where there is none.
 * Empty while no version is effective.
 *
 * @param locales those that the tenant's pages are shown in
 */
export function documentKeywords(
  policy: WrittenPolicy,
  locales: readonly string[],
  now: Date,
): Record<string, string> {
  const keywords: Record<string, string> = {};
  for (const document of policy.terms.documents) {
    const prefix = document.id.toUpperCase();
    const shown = shownVersion(document.versions, now);
    keywords[`${prefix}_LABEL`] = shown?.label ?? '';
    for (const locale of new Set([
      ...locales,
      ...document.versions.flatMap(({ texts }) => Object.keys(texts)),
    ])) {
      const text = shown?.texts[locale] ?? shown?.texts[policy.defaultLocale];
      keywords[`${prefix}_URL_${locale.toUpperCase().replaceAll('-', '_')}`] = text?.url ?? '';
    }
  }
  return keywords;
}

/** The highest sequence that is effective at `now`, material or not. */
export function shownVersion<V extends { sequence: number; effective: string }>(
  versions: readonly V[],
  now: Date,
): V | undefined {
  return versions
    .filter((version) => Date.parse(version.effective) <= now.getTime())
    .reduce<V | undefined>(
      (best, version) => (best && best.sequence > version.sequence ? best : version),
      undefined,
    );
}
