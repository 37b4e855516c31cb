import {
  type Allow,
  allow,
  type DocumentReference,
  deny,
  type MetadataWrite,
  type ShownDocument,
  type TermsDecision,
} from './decision';
import {
  isAboveRegistry,
  isEffective,
  isTextIn,
  requiredVersion,
  shownVersion,
  textFor,
  versionOfSignupLabel,
} from './documents';
import type { Answer, LoginFacts } from './facts';
import { appliesTo, matchesList } from './matching';
import { own, textOf } from './objects';
import type { DocumentVersion, Policy, PolicyDocument, TermsPolicy } from './policy';
import { isInRollout } from './rollout';
import {
  isSha256,
  isStanding,
  isWholeNumber,
  readOfferedAt,
  readStamp,
  recordOffer,
  recordStamp,
  type Stamp,
  type StampEntry,
} from './stamp';
import { CLOCK_SKEW, DAY, parseTime } from './time';

/** Longer ones cannot come from the registry. */
const LONGEST_LABEL = 100;
const LONGEST_LOCALE = 35;

type TermsSlice = Pick<Policy, 'terms' | 'defaultLocale'>;

/** Where a person stands with one document: its acceptance is there, may wait, or has to be given now. */
export interface Standing {
  document: PolicyDocument;
  state: 'satisfied' | 'grace' | 'required';
  /** What is shown of it now. */
  shown: DocumentVersion;
  /** The sequence that has to be accepted at least. */
  required: number;
  stamp: Stamp | null;
}

/** Whether this login is outside the terms rule: an exempt client, or a user whom the roll-out has not reached. */
export function isExempt(facts: LoginFacts, terms: TermsPolicy): boolean {
  return matchesList(terms.exemptClients, facts.clientId) || !isInRollout(facts.userId, terms.rollout);
}

/** The contracts and notices that concern this login and are not satisfied. */
export function dueDocuments(facts: LoginFacts, terms: TermsPolicy, now: Date): Standing[] {
  return terms.documents
    .filter((document) => document.kind !== 'consent' && appliesTo(document, facts))
    .map((document) => standingOf(document, facts, terms, now))
    .filter((standing) => standing !== null)
    .filter((standing) => standing.state !== 'satisfied');
}

/** Decides when a login begins (`onExecutePostLogin`). */
export function decideTerms(facts: LoginFacts, policy: TermsSlice, now: Date): TermsDecision {
  const { terms } = policy;
  if (isExempt(facts, terms)) return allow('exempt');
  const due = dueDocuments(facts, terms, now);
  const [first] = due;
  if (first === undefined) return allow('satisfied');
  const required = due.find((standing) => standing.state === 'required');

  if (facts.delegated) return required ? deny('terms_required', referenceTo(required)) : pending(first);
  if (facts.flow === 'no_browser') {
    const denied = required !== undefined && terms.nonInteractive === 'deny';
    return denied ? deny('terms_required', referenceTo(required)) : pending(first);
  }
  if (facts.flow === 'silent') {
    if (required === undefined) return pending(first);
    const text = textFor(required.shown, facts.locales, policy.defaultLocale);
    if (text === null) return deny('policy_unavailable', referenceTo(required));
    return { kind: 'interaction_required', url: text.url, document: referenceTo(required) };
  }

  const signedUp = acceptedAtPasswordlessSignup(facts, due, policy, now);
  if (signedUp !== null) return signedUp;
  const asked = required ?? due.find((standing) => !wasOfferedLately(standing, facts, now));
  return asked === undefined ? pending(first) : promptFor(due, asked, facts, policy, now);
}

/**
 * Decides when a login goes on after the form or the consent page (`onContinuePostLogin`). Everything is decided
 * again from what is stored, and nobody is asked a second time. `answer` is null where nobody answered: somebody
 * opened `/continue` by hand, or answered something else.
 */
export function decideAnswer(
  facts: LoginFacts,
  answer: Answer | null,
  policy: TermsSlice,
  now: Date,
): TermsDecision {
  const { terms } = policy;
  if (isExempt(facts, terms)) return allow('exempt');
  const due = dueDocuments(facts, terms, now);
  const [first] = due;
  if (first === undefined) return allow('satisfied');
  const required = due.find((standing) => standing.state === 'required');
  const foremost = referenceTo(required ?? first);

  if (facts.delegated) return required ? deny('terms_required', foremost) : pending(first);
  if (answer === null) return deny('terms_required', foremost);
  const declined = readBox(answer.fields, 'declined');
  if (declined === 'ticked') return deny('terms_declined', foremost);
  if (declined === 'malformed') return deny('terms_required', foremost);

  const writes: (MetadataWrite | null)[] = [];
  let skipped: Standing | undefined;
  for (const standing of due) {
    const { document } = standing;
    const box = readBox(answer.fields, document.id);
    if (box === 'malformed') return deny('terms_required', referenceTo(standing));
    if (own(answer.documents, document.id) === undefined && standing.state === 'grace') {
      // It became due while the page was open: the next login asks.
      skipped ??= standing;
      continue;
    }
    const shown = readShown(answer, document);
    if (shown === null || shown.sequence < standing.required) {
      return deny('terms_changed', referenceTo(standing));
    }
    if (box === 'ticked') {
      writes.push(recordStamp(facts.stamps, document.id, accepted(shown, facts, terms, now)));
      continue;
    }
    if (standing.state === 'required') return deny('terms_required', referenceTo(standing));
    skipped ??= standing;
    writes.push(recordOffer(facts.stamps, document.id, now));
  }
  for (const document of consentsFor(facts, terms)) {
    const shown = readShown(answer, document);
    if (shown === null) continue;
    const box = readBox(answer.fields, document.id);
    if (box === 'malformed') return deny('terms_required', foremost);
    writes.push(consentWrite(document, shown, box === 'ticked', facts, terms, now));
  }
  const written = writes.filter((write) => write !== null);
  return skipped ? { ...pending(skipped), writes: written } : allow('accepted', written);
}

/** What is stamped for every box that counts; `surface` names the page that showed it. */
export function entryFor(
  shown: ShownDocument,
  act: Pick<StampEntry, 'state' | 'method' | 'surface'>,
  facts: Pick<LoginFacts, 'clientId' | 'organization' | 'country' | 'emailVerified'>,
  now: Date,
): StampEntry {
  return {
    state: act.state,
    sequence: shown.sequence,
    label: shown.label,
    text_sha256: shown.sha256,
    locale: shown.locale,
    at: now.toISOString(),
    method: act.method,
    surface: act.surface,
    ...(facts.clientId !== null && { client_id: facts.clientId }),
    ...(facts.organization !== null && { organization_id: facts.organization.id }),
    ...(facts.country !== null && { country: facts.country }),
    email_verified: facts.emailVerified,
  };
}

/** The page that asks: `<form>@<hash>`, or `redirect` for a page of one's own. */
export function surfaceOf(terms: TermsPolicy): string {
  return terms.prompt.kind === 'form' ? terms.prompt.surface : 'redirect';
}

function standingOf(
  document: PolicyDocument,
  facts: LoginFacts,
  terms: TermsPolicy,
  now: Date,
): Standing | null {
  const required = requiredVersion(document, now);
  const shown = shownVersion(document, now);
  if (required === null || shown === null) return null;
  const stamp = readStamp(facts.stamps, document.id);
  const standing = stamp !== null && isStanding(stamp, document, now) ? stamp : null;
  const satisfied = standing !== null && standing.sequence >= required.sequence;
  const inGrace =
    standing === null
      ? stamp === null && isLegacy(facts.createdAt, terms, now)
      : isInGrace(document, standing.sequence, now);
  const state = satisfied ? 'satisfied' : inGrace ? 'grace' : 'required';
  return { document, state, shown, required: required.sequence, stamp: standing };
}

function isInGrace(document: PolicyDocument, accepted: number, now: Date): boolean {
  return document.versions
    .filter((version) => version.material && version.sequence > accepted && isEffective(version, now))
    .every((version) => now.getTime() < (parseTime(version.graceUntil) ?? Number.NEGATIVE_INFINITY));
}

function isLegacy(createdAt: number | null, terms: TermsPolicy, now: Date): boolean {
  const createdBefore = parseTime(terms.legacy.createdBefore);
  const graceUntil = parseTime(terms.legacy.graceUntil);
  if (createdAt === null || createdBefore === null || graceUntil === null) return false;
  return createdAt < createdBefore && now.getTime() < graceUntil;
}

function wasOfferedLately(standing: Standing, facts: LoginFacts, now: Date): boolean {
  const offeredAt = readOfferedAt(facts.stamps, standing.document.id);
  const time = now.getTime();
  return offeredAt !== null && offeredAt <= time + CLOCK_SKEW && time < offeredAt + DAY;
}

/** One form for all documents that are due, and every consent beside them. */
function promptFor(
  due: readonly Standing[],
  asked: Standing,
  facts: LoginFacts,
  policy: TermsSlice,
  now: Date,
): TermsDecision {
  const documents: Record<string, ShownDocument> = {};
  const fields: Record<string, boolean> = {};
  for (const { document, shown } of due) {
    const text = textFor(shown, facts.locales, policy.defaultLocale);
    if (text === null) return deny('policy_unavailable', { id: document.id, sequence: shown.sequence });
    documents[document.id] = text;
  }
  for (const document of consentsFor(facts, policy.terms)) {
    const version = shownVersion(document, now);
    const text = version && textFor(version, facts.locales, policy.defaultLocale);
    if (!text) continue;
    documents[document.id] = text;
    const stamp = readStamp(facts.stamps, document.id);
    if (stamp && isStanding(stamp, document, now) && stamp.sequence >= text.sequence) {
      fields[document.id] = true;
    }
  }
  return { kind: 'prompt', documents, fields, document: referenceTo(asked) };
}

/**
 * Passwordless users tick their box on the sign-up page, but what they sent reaches post-login only. It counts where
 * it settles everything; otherwise the form asks, because nothing is stamped on a path that can still deny.
 */
function acceptedAtPasswordlessSignup(
  facts: LoginFacts,
  due: readonly Standing[],
  policy: TermsSlice,
  now: Date,
): Allow | null {
  const writes: (MetadataWrite | null)[] = [];
  for (const standing of due) {
    const shown = shownAtSignup(standing.document, facts.signupFields, facts.locales, policy, now);
    if (shown === null || shown.sequence < standing.required) return null;
    writes.push(recordStamp(facts.stamps, standing.document.id, atSignup(shown, facts, policy.terms, now)));
  }
  for (const document of consentsFor(facts, policy.terms)) {
    const shown = shownAtSignup(document, facts.signupFields, facts.locales, policy, now);
    if (shown !== null) {
      writes.push(recordStamp(facts.stamps, document.id, atSignup(shown, facts, policy.terms, now)));
    }
  }
  return allow(
    'accepted',
    writes.filter((write) => write !== null),
  );
}

/**
 * What a ticked box on the sign-up page stands for; null where the box is not ticked or its value is no label that
 * is acceptable now. A hidden `ulp-<id>-locale` names the text that was shown and counts only if registered.
 */
export function shownAtSignup(
  document: PolicyDocument,
  fields: Record<string, unknown>,
  locales: readonly string[],
  policy: Pick<Policy, 'defaultLocale'>,
  now: Date,
): ShownDocument | null {
  if (document.signupField === null) return null;
  const version = versionOfSignupLabel(document, own(fields, document.signupField), now);
  if (version === null) return null;
  const named = own(fields, `ulp-${document.id}-locale`);
  const registered = typeof named === 'string' && Object.hasOwn(version.texts, named);
  return textFor(version, registered ? [named, ...locales] : locales, policy.defaultLocale);
}

function atSignup(shown: ShownDocument, facts: LoginFacts, terms: TermsPolicy, now: Date): StampEntry {
  return entryFor(
    shown,
    { state: 'accepted', method: 'signup', surface: terms.signupSurface ?? 'signup' },
    facts,
    now,
  );
}

function accepted(shown: ShownDocument, facts: LoginFacts, terms: TermsPolicy, now: Date): StampEntry {
  return entryFor(
    shown,
    { state: 'accepted', method: terms.prompt.kind, surface: surfaceOf(terms) },
    facts,
    now,
  );
}

function consentsFor(facts: LoginFacts, terms: TermsPolicy): PolicyDocument[] {
  return terms.documents.filter((document) => document.kind === 'consent' && appliesTo(document, facts));
}

/** A ticked consent is recorded; an unticked one that stood before is withdrawn; otherwise nothing changes. */
function consentWrite(
  document: PolicyDocument,
  shown: ShownDocument,
  ticked: boolean,
  facts: LoginFacts,
  terms: TermsPolicy,
  now: Date,
): MetadataWrite | null {
  const stamp = readStamp(facts.stamps, document.id);
  const stood = stamp !== null && stamp.state === 'accepted';
  if (ticked) {
    const newer = stood && isStanding(stamp, document, now) && stamp.sequence >= shown.sequence;
    return newer ? null : recordStamp(facts.stamps, document.id, accepted(shown, facts, terms, now));
  }
  if (!stood) return null;
  const { label, locale } = stamp.stored;
  const withdrawn = {
    ...shown,
    sequence: stamp.sequence,
    sha256: stamp.text_sha256,
    label: textOf(label, LONGEST_LABEL) ?? shown.label,
    locale: textOf(locale, LONGEST_LOCALE) ?? shown.locale,
  };
  const entry = { ...accepted(withdrawn, facts, terms, now), state: 'withdrawn' as const };
  return recordStamp(facts.stamps, document.id, entry);
}

/** Exactly `true` is ticked; absent, null and false are not; anything else is no answer that a page can give. */
function readBox(fields: Record<string, unknown>, name: string): 'ticked' | 'unticked' | 'malformed' {
  const value = own(fields, name);
  if (value === true) return 'ticked';
  return value === undefined || value === null || value === false ? 'unticked' : 'malformed';
}

/** What the page really showed of a document; null where it did not show it, or not a text that is registered. */
function readShown(answer: Answer, document: PolicyDocument): ShownDocument | null {
  const shown = own(answer.documents, document.id);
  const sequence = own(shown, 'sequence');
  const label = textOf(own(shown, 'label'), LONGEST_LABEL);
  const locale = textOf(own(shown, 'locale'), LONGEST_LOCALE);
  const sha256 = own(shown, 'sha256');
  if (!isWholeNumber(sequence) || !isSha256(sha256) || label === null || locale === null) return null;
  const known = isAboveRegistry(document, sequence) || isTextIn(document, sequence, locale, sha256);
  return known ? { label, sequence, locale, url: '', sha256 } : null;
}

function pending(standing: Standing): Allow {
  return { ...allow('pending'), document: referenceTo(standing) };
}

function referenceTo(standing: Standing): DocumentReference {
  return { id: standing.document.id, sequence: standing.required };
}
