import type { ShownDocument, ShownText } from './decision';
import { chooseLocale } from './locale';
import { type Tree, textOf } from './objects';
import type { EmbeddedDocument, EmbeddedVersion } from './policy';
import { HOUR } from './time';

/** A label on the sign-up page may lag behind a new version by this much: the page is static, the clock is not. */
const SIGNUP_PAGE_LAG = 48 * HOUR;

/** What may be shown at this time: the versions that are effective, oldest first. */
export function effectiveVersions({ versions }: EmbeddedDocument, now: number): EmbeddedVersion[] {
  return versions.filter(({ effective }) => Date.parse(effective) <= now);
}

/**
 * Whether a text is one that was registered for its sequence, in any language. A sequence above the registry comes from
 * a newer release of it and is believed.
 */
export function isRegistered({ versions }: EmbeddedDocument, { sequence, sha256 }: ShownText): boolean {
  const version = versions.find((candidate) => candidate.sequence === sequence);
  if (!version) return versions.every((other) => other.sequence < sequence);
  return Object.values(version.texts).some((text) => text.sha256 === sha256);
}

/** What a person who prefers these languages is shown of a version. @throws Error where the version has no text */
export function textFor(
  { label, sequence, texts }: EmbeddedVersion,
  locales: readonly string[],
  defaultLocale: string,
): ShownDocument {
  const locale = chooseLocale(texts, locales, defaultLocale);
  const text = texts[locale];
  if (!text) throw new Error('no text');
  return { label, sequence, locale, ...text };
}

/**
 * What a box on the sign-up page stands for, by the label that it sent: the version with this label, where it was the
 * newest effective one at some time in the last 48 hours. A hidden `ulp-<id>-locale` names the text that was shown,
 * and counts only if registered. Nothing where the box is not ticked, or not with an acceptable label.
 */
export function shownAtSignup(
  { id, signupField, versions }: EmbeddedDocument,
  { fields, locales }: { fields: Tree; locales: readonly string[] },
  defaultLocale: string,
  now: number,
): ShownDocument | undefined {
  const sent = signupField && textOf(fields[signupField]);
  const version = versions.find(({ label, effective }, index) => {
    const start = Date.parse(effective);
    const end = Math.min(...versions.slice(index + 1).map((newer) => Date.parse(newer.effective)));
    return label === sent && start <= now && start < end && now < end + SIGNUP_PAGE_LAG;
  });
  if (!version) return undefined;
  const named = Object.keys(version.texts).filter((locale) => Object.is(locale, fields[`ulp-${id}-locale`]));
  return textFor(version, [...named, ...locales], defaultLocale);
}
