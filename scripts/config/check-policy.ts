import { DEFAULT_MESSAGES, SIGNUP_CODES, VALIDATION_MESSAGE_LIMIT } from './default-messages';
import type { Diagnostic } from './environment-config';
import { at, type Located, type Path, pathText, placeOf } from './located';
import type { ProjectFiles } from './project-files';
import { DURATION, durationSeconds, readTime } from './time';

/** Claim names of the return token, and names that the form or the page needs for itself. */
const RESERVED_DOCUMENT_IDS = [
  ...['sub', 'iss', 'exp', 'iat', 'ip', 'state', 'aud', 'jti'],
  ...['declined', 'documents', 'constructor', 'email', 'age', 'resend'],
];

const LONGEST_REDIRECT_TOKEN_SECONDS = 300;

/**
 * What one value alone cannot show: order, sums, files. Works on the tree as written, also where other parts of it
 * are wrong, so that all mistakes are shown together.
 */
export function checkPolicy(
  policy: Located,
  context: { files: ProjectFiles; formNames: readonly string[]; now: Date },
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const report = (severity: Diagnostic['severity'], code: string, path: Path, message: string) =>
    found.push({ severity, code, ...placeOf(policy, path), path: pathText(path), message });

  checkMessages(policy, report);
  checkLegacy(policy, report);
  checkPrompt(policy, context.formNames, report);
  checkDocuments(policy, context, report);
  return found;
}

type Report = (severity: Diagnostic['severity'], code: string, path: Path, message: string) => void;

function checkMessages(policy: Located, report: Report): void {
  const messages = at(policy, ['messages']);
  for (const locale of keys(messages)) {
    for (const code of keys(at(policy, ['messages', locale]))) {
      const text = scalar(policy, ['messages', locale, code]);
      const length = typeof text === 'string' ? [...text].length : 0;
      if (SIGNUP_CODES.some((known) => known === code) && length > VALIDATION_MESSAGE_LIMIT) {
        const message = `this message has ${length} characters; accepted: at most ${VALIDATION_MESSAGE_LIMIT}, because the sign-up page shows it`;
        report('error', 'CONFIG_MESSAGE_TOO_LONG', ['messages', locale, code], message);
      }
    }
  }
  const defaultLocale = scalar(policy, ['defaultLocale']) ?? 'en';
  if (typeof defaultLocale === 'string' && DEFAULT_MESSAGES[defaultLocale] === undefined) {
    const written = keys(at(policy, ['messages', defaultLocale]));
    const absent = Object.keys(DEFAULT_MESSAGES.en ?? {}).filter((code) => !written.includes(code));
    if (absent.length > 0) {
      const message = `the default locale "${defaultLocale}" has no built-in messages and lacks: ${absent.join(', ')}`;
      report('error', 'CONFIG_MISSING_MESSAGE', ['messages', defaultLocale], message);
    }
  }
}

function checkLegacy(policy: Located, report: Report): void {
  const path = ['terms', 'legacy'];
  const createdBefore = scalar(policy, [...path, 'createdBefore']) ?? null;
  const graceUntil = scalar(policy, [...path, 'graceUntil']) ?? null;
  if ((createdBefore === null) !== (graceUntil === null)) {
    const message = 'a legacy window needs both createdBefore and graceUntil';
    report('error', 'CONFIG_HALF_LEGACY_WINDOW', path, message);
  }
  const start = timeOf(createdBefore);
  const end = timeOf(graceUntil);
  if (start !== undefined && end !== undefined && end <= start) {
    const message = 'the legacy window ends before it starts; accepted: a time after createdBefore';
    report('error', 'CONFIG_GRACE_BEFORE_START', [...path, 'graceUntil'], message);
  }
}

function checkPrompt(policy: Located, formNames: readonly string[], report: Report): void {
  const path = ['terms', 'prompt'];
  const kind = scalar(policy, [...path, 'kind']) ?? 'form';
  if (kind === 'form') {
    const form = scalar(policy, [...path, 'form']) ?? 'accept-terms';
    if (typeof form === 'string' && !formNames.includes(form)) {
      const accepted = formNames.length === 0 ? 'none: tenant.yaml has no forms' : formNames.join(', ');
      const message = `there is no form "${form}" in tenant.yaml; accepted: ${accepted}`;
      report('error', 'CONFIG_UNKNOWN_FORM', [...path, 'form'], message);
    }
    return;
  }
  const ttl = scalar(policy, [...path, 'ttl']);
  if (typeof ttl === 'string' && DURATION.test(ttl)) {
    const seconds = durationSeconds(ttl);
    if (seconds < 1 || seconds > LONGEST_REDIRECT_TOKEN_SECONDS) {
      report(
        'error',
        'CONFIG_OUT_OF_RANGE',
        [...path, 'ttl'],
        `"${ttl}" is out of range; accepted: 1s to 5m`,
      );
    }
  }
}

function checkDocuments(policy: Located, context: { files: ProjectFiles; now: Date }, report: Report): void {
  const seenIds = new Map<unknown, number>();
  const seenFields = new Map<unknown, number>();
  items(at(policy, ['terms', 'documents'])).forEach((_, index) => {
    const path = ['terms', 'documents', index];
    const id = scalar(policy, [...path, 'id']);
    if (typeof id === 'string' && RESERVED_DOCUMENT_IDS.includes(id)) {
      const message = `"${id}" is reserved; not accepted: ${RESERVED_DOCUMENT_IDS.join(', ')}`;
      report('error', 'CONFIG_RESERVED_DOCUMENT_ID', [...path, 'id'], message);
    }
    if (id !== undefined && seenIds.has(id)) {
      const message = `document id "${String(id)}" stands twice; accepted: one entry per document`;
      report('error', 'CONFIG_DUPLICATE_DOCUMENT', [...path, 'id'], message);
    }
    seenIds.set(id, index);
    const field = scalar(policy, [...path, 'signupField']);
    if (typeof field === 'string' && seenFields.has(field)) {
      const message = `sign-up field "${field}" belongs to another document; accepted: a field of its own`;
      report('error', 'CONFIG_DUPLICATE_SIGNUP_FIELD', [...path, 'signupField'], message);
    }
    seenFields.set(field, index);
    checkVersions(policy, path, context, report);
  });
}

function checkVersions(
  policy: Located,
  documentPath: Path,
  context: { files: ProjectFiles; now: Date },
  report: Report,
): void {
  const labels = new Set<unknown>();
  let highest = Number.NEGATIVE_INFINITY;
  let latestEffective = Number.NEGATIVE_INFINITY;
  items(at(policy, [...documentPath, 'versions'])).forEach((_, index) => {
    const path = [...documentPath, 'versions', index];
    const sequence = scalar(policy, [...path, 'sequence']);
    if (typeof sequence === 'number') {
      if (sequence === highest) {
        const message = `sequence ${sequence} stands twice; accepted: a higher number for every version`;
        report('error', 'CONFIG_DUPLICATE_SEQUENCE', [...path, 'sequence'], message);
      } else if (sequence < highest) {
        const message = `sequence ${sequence} is lower than the version above (${highest}); accepted: rising numbers, oldest version first`;
        report('error', 'CONFIG_DESCENDING_SEQUENCE', [...path, 'sequence'], message);
      }
      highest = Math.max(highest, sequence);
    }
    const label = scalar(policy, [...path, 'label']);
    if (label !== undefined && labels.has(label)) {
      const message = `label "${String(label)}" stands twice; accepted: a label of its own, because the sign-up page names the version by it`;
      report('error', 'CONFIG_DUPLICATE_LABEL', [...path, 'label'], message);
    }
    labels.add(label);
    const effective = timeOf(scalar(policy, [...path, 'effective']));
    const graceUntil = timeOf(scalar(policy, [...path, 'graceUntil']));
    if (effective !== undefined && graceUntil !== undefined && graceUntil <= effective) {
      const message =
        'the grace ends before the version is effective; accepted: a time after `effective`, or null';
      report('error', 'CONFIG_GRACE_BEFORE_START', [...path, 'graceUntil'], message);
    }
    if (effective !== undefined && effective < latestEffective) {
      const message = 'this version is effective before the one above it; is the order right?';
      report('warning', 'CONFIG_EFFECTIVE_OUT_OF_ORDER', [...path, 'effective'], message);
    }
    if (effective !== undefined) latestEffective = Math.max(latestEffective, effective);
    checkTexts(policy, path, { ...context, effective }, report);
  });
}

function checkTexts(
  policy: Located,
  versionPath: Path,
  context: { files: ProjectFiles; now: Date; effective: number | undefined },
  report: Report,
): void {
  const path = [...versionPath, 'texts'];
  const texts = at(policy, path);
  if (texts?.kind !== 'map') return;
  const defaultLocale = scalar(policy, ['defaultLocale']) ?? 'en';
  if (typeof defaultLocale === 'string' && !texts.entries.has(defaultLocale)) {
    const message = `the default locale "${defaultLocale}" has no text here; present: ${keys(texts).join(', ') || 'none'}`;
    report('error', 'CONFIG_MISSING_DEFAULT_LOCALE', path, message);
  }
  for (const locale of keys(texts)) {
    const file = scalar(policy, [...path, locale, 'file']);
    if (typeof file !== 'string') continue;
    const relative = `tenant/${file}`;
    if (!context.files.isInside('tenant', relative)) {
      const message = `"${file}" leads out of tenant/; accepted: a file below it`;
      report('error', 'CONFIG_FILE_OUTSIDE', [...path, locale, 'file'], message);
      continue;
    }
    const actual = context.files.sha256(relative);
    if (actual === undefined) {
      const message = `there is no file ${relative}; accepted: a path relative to tenant/`;
      report('error', 'CONFIG_MISSING_FILE', [...path, locale, 'file'], message);
      continue;
    }
    if (context.files.read(relative)?.toString('utf8').trim() === '') {
      const message = `${relative} is empty: nobody can accept nothing`;
      report('error', 'CONFIG_EMPTY_FILE', [...path, locale, 'file'], message);
    }
    const written = scalar(policy, [...path, locale, 'sha256']);
    if (typeof written === 'string' && /^[0-9a-f]{64}$/.test(written) && written !== actual) {
      const message = `${relative} has another hash: ${actual}. Put the accepted text back, or register the new one as a new version`;
      report('error', 'CONFIG_TEXT_CHANGED', [...path, locale, 'sha256'], message);
    }
    if (
      written === undefined &&
      context.effective !== undefined &&
      context.effective <= context.now.getTime()
    ) {
      const message = `this version is effective and has no sha256: an edit of ${relative} would silently void every acceptance. Add sha256: ${actual}`;
      report('warning', 'CONFIG_TEXT_NOT_PINNED', [...path, locale], message);
    }
  }
}

function scalar(root: Located, path: Path): unknown {
  const found = at(root, path);
  return found?.kind === 'scalar' ? found.value : undefined;
}

const keys = (located: Located | undefined): string[] =>
  located?.kind === 'map' ? [...located.entries.keys()] : [];

const items = (located: Located | undefined): Located[] => (located?.kind === 'list' ? located.items : []);

function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const read = readTime(value);
  return read.ok ? Date.parse(read.iso) : undefined;
}
