import type { ShownDocument } from './decision';
import { forLocale } from './locale';
import { entryOf, type Tree, textOf } from './objects';
import type { DocumentVersion, PolicyDocument } from './policy';
import { HOUR } from './time';

/** A label on the sign-up page may lag behind a new version by this much: the page is static, the clock is not. */
const SIGNUP_PAGE_LAG = 48 * HOUR;

/** What may be shown at this time: the versions that are effective, oldest first. */
export function effectiveVersions({ versions }: PolicyDocument, now: number): DocumentVersion[] {
  return versions.filter(({ effective }) => Date.parse(effective) <= now);
}

/** The texts of a version, by locale; none where the registry has no such version. */
export function textsOfVersion({ versions }: PolicyDocument, sequence: number): DocumentVersion['texts'] {
  return versions.find((version) => version.sequence === sequence)?.texts ?? {};
}

/** Whether this sequence comes from a newer release of the registry than this one. */
export function isAboveRegistry({ versions }: PolicyDocument, sequence: number): boolean {
  return versions.every((version) => version.sequence < sequence);
}

/** What a person who prefers these languages is shown of a version. @throws Error where the version has no text */
export function textFor(
  { label, sequence, texts }: DocumentVersion,
  locales: readonly string[],
  defaultLocale: string,
): ShownDocument {
  const { locale, entry } = forLocale(texts, locales, defaultLocale);
  if (!entry) throw new Error('no text');
  return { label, sequence, locale, ...entry };
}

/**
 * What a box on the sign-up page stands for, by the label that it sent: the version with this label, where it was the
 * newest effective one at some time in the last 48 hours. A hidden `ulp-<id>-locale` names the text that was shown,
 * and counts only if registered. Nothing where the box is not ticked, or not with an acceptable label.
 */
export function shownAtSignup(
  { id, signupField, versions }: PolicyDocument,
  page: { fields: Tree; locales: readonly string[] },
  defaultLocale: string,
  now: number,
): ShownDocument | undefined {
  const label = textOf(entryOf(page.fields, signupField ?? ''));
  const version = versions.findLast((candidate) => {
    const start = Date.parse(candidate.effective);
    const newer = versions.filter(({ sequence }) => sequence > candidate.sequence);
    const end = Math.min(...newer.map(({ effective }) => Date.parse(effective)));
    return candidate.label === label && start <= now && start < end && now < end + SIGNUP_PAGE_LAG;
  });
  const named = textOf(entryOf(page.fields, `ulp-${id}-locale`));
  const isRegistered = named && version && entryOf(version.texts, named);
  return version && textFor(version, isRegistered ? [named] : page.locales, defaultLocale);
}
