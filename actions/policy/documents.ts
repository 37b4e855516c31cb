import type { ShownDocument } from './decision';
import { chooseLocale } from './locale';
import { own } from './objects';
import type { DocumentVersion, PolicyDocument } from './policy';
import { HOUR, parseTime } from './time';

/** A label on the sign-up page may lag behind a new version by this much: the page is static, the clock is not. */
const SIGNUP_PAGE_LAG = 48 * HOUR;

/** The version that has to be accepted: the highest that is material and effective. */
export function requiredVersion(document: PolicyDocument, now: Date): DocumentVersion | null {
  return highest(document.versions.filter((version) => version.material && isEffective(version, now)));
}

/** The version that a person is shown: the highest that is effective, material or not. */
export function shownVersion(document: PolicyDocument, now: Date): DocumentVersion | null {
  return highest(document.versions.filter((version) => isEffective(version, now)));
}

export function isEffective(version: DocumentVersion, now: Date): boolean {
  const start = parseTime(version.effective);
  return start !== null && start <= now.getTime();
}

/** Whether `sha256` is the text that was registered for this sequence, in any language. */
export function isRegisteredText(document: PolicyDocument, sequence: number, sha256: string): boolean {
  const version = document.versions.find((candidate) => candidate.sequence === sequence);
  return version !== undefined && Object.values(version.texts).some((text) => text.sha256 === sha256);
}

/** Whether `sha256` is the text that was registered for this sequence in this language. */
export function isTextIn(
  document: PolicyDocument,
  sequence: number,
  locale: string,
  sha256: string,
): boolean {
  const version = document.versions.find((candidate) => candidate.sequence === sequence);
  return own(version?.texts, locale, 'sha256') === sha256;
}

/** Whether this sequence comes from a newer release of the registry than this one. */
export function isAboveRegistry(document: PolicyDocument, sequence: number): boolean {
  return document.versions.every((version) => version.sequence < sequence);
}

/** What a person who prefers these languages is shown of a version. */
export function textFor(
  version: DocumentVersion,
  locales: readonly string[],
  defaultLocale: string,
): ShownDocument | null {
  const locale = chooseLocale(locales, Object.keys(version.texts), defaultLocale);
  const url = own(version.texts, locale, 'url');
  const sha256 = own(version.texts, locale, 'sha256');
  if (typeof url !== 'string' || typeof sha256 !== 'string') return null;
  return { label: version.label, sequence: version.sequence, locale, url, sha256 };
}

/**
 * The version that a ticked box on the sign-up page stands for: the one with this label, where it was the newest
 * effective one at some time in the last 48 hours. Null where there is none.
 */
export function versionOfSignupLabel(
  document: PolicyDocument,
  label: unknown,
  now: Date,
): DocumentVersion | null {
  const named = document.versions.filter((version) => version.label === label);
  return highest(named.filter((version) => wasNewestLately(document, version, now)));
}

function wasNewestLately(document: PolicyDocument, version: DocumentVersion, now: Date): boolean {
  const start = parseTime(version.effective);
  if (start === null || start > now.getTime()) return false;
  const ends = document.versions
    .filter((other) => other.sequence > version.sequence)
    .map((other) => parseTime(other.effective) ?? Number.POSITIVE_INFINITY);
  const end = Math.min(...ends);
  return start < end && now.getTime() < end + SIGNUP_PAGE_LAG;
}

function highest(versions: readonly DocumentVersion[]): DocumentVersion | null {
  return versions.reduce<DocumentVersion | null>(
    (found, version) => (found === null || version.sequence > found.sequence ? version : found),
    null,
  );
}
