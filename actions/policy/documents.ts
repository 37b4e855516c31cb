import type { ShownDocument } from './decision';
import { forLocale } from './locale';
import { entryOf } from './objects';
import type { DocumentVersion, PolicyDocument } from './policy';
import { HOUR } from './time';

/** A label on the sign-up page may lag behind a new version by this much: the page is static, the clock is not. */
const SIGNUP_PAGE_LAG = 48 * HOUR;

/** What may be shown at this time: the versions that are effective, oldest first. */
export function effectiveVersions(document: PolicyDocument, now: number): DocumentVersion[] {
  return document.versions.filter((version) => Date.parse(version.effective) <= now);
}

export function versionOf(document: PolicyDocument, sequence: number): DocumentVersion | undefined {
  return document.versions.find((version) => version.sequence === sequence);
}

/** Whether this sequence comes from a newer release of the registry than this one. */
export function isAboveRegistry(document: PolicyDocument, sequence: number): boolean {
  return document.versions.every((version) => version.sequence < sequence);
}

/** What a person who prefers these languages is shown of a version. @throws Error where the version has no text */
export function textFor(
  version: DocumentVersion,
  locales: readonly string[],
  defaultLocale: string,
): ShownDocument {
  const text = forLocale(version.texts, locales, defaultLocale);
  if (text === null) throw new Error('a version without a text');
  const { label, sequence } = version;
  return { label, sequence, locale: text.locale, ...text.entry };
}

/**
 * What a box on the sign-up page stands for, by the label that it sent: the version with this label, where it was the
 * newest effective one at some time in the last 48 hours. A hidden `ulp-<id>-locale` names the text that was shown,
 * and counts only if registered. Null where the box is not ticked, or not with an acceptable label.
 */
export function shownAtSignup(
  document: PolicyDocument,
  page: { fields: Readonly<Record<string, unknown>>; locales: readonly string[]; defaultLocale: string },
  now: number,
): ShownDocument | null {
  const label = entryOf(page.fields, document.signupField ?? '');
  const version = document.versions.findLast((candidate) => {
    const start = Date.parse(candidate.effective);
    const newer = document.versions.filter(({ sequence }) => sequence > candidate.sequence);
    const end = Math.min(...newer.map(({ effective }) => Date.parse(effective)));
    return candidate.label === label && start <= now && start < end && now < end + SIGNUP_PAGE_LAG;
  });
  if (version === undefined) return null;
  const named = entryOf(page.fields, `ulp-${document.id}-locale`);
  const locales = typeof named === 'string' && entryOf(version.texts, named) ? [named] : page.locales;
  return textFor(version, locales, page.defaultLocale);
}
