import { type Allow, allow, type Deny, deny, type ReasonCode, type TermsDecision } from './decision';
import { effectiveVersions, isAboveRegistry, shownAtSignup, textFor, versionOf } from './documents';
import type { Answer, LoginFacts } from './facts';
import { appliesTo, matchesList } from './matching';
import { isRecord, isWholeNumber, textOf } from './objects';
import type { DocumentVersion, Policy, PolicyDocument, TermsPolicy } from './policy';
import { isInRollout } from './rollout';
import {
  type Act,
  isSha256,
  isStanding,
  METADATA_PREFIX,
  readStamp,
  recordStamp,
  type ShownText,
  type Stamp,
  signupAct,
} from './stamp';
import { CLOCK_SKEW, DAY, isoTime, parseTime } from './time';

/** Where a person stands with one document that concerns this login. */
export interface Standing {
  document: PolicyDocument;
  /** Accepted; may wait; has to be accepted now; a consent, which never has to be. */
  state: 'satisfied' | 'grace' | 'required' | 'optional';
  /** The newest version, material or not: what is shown. */
  shown: DocumentVersion;
  /** The sequence that has to be accepted at least. */
  required: number;
  /** What is stored, whether it counts or not. */
  stamp: Stamp | null;
  /** The sequence whose acceptance counts; 0 where none does. */
  accepted: number;
}

/** Whether this login is outside the terms rule: an exempt client, or a user whom the roll-out has not reached. */
export function isExempt(facts: LoginFacts, terms: TermsPolicy): boolean {
  return matchesList(terms.exemptClients, facts.clientId) || !isInRollout(facts.userId, terms.rollout);
}

/** Where this person stands with every document that concerns this login and has a version. */
export function standings(facts: LoginFacts, terms: TermsPolicy, now: number): Standing[] {
  return terms.documents.flatMap((document) => {
    const versions = effectiveVersions(document, now);
    const shown = versions.at(-1);
    if (shown === undefined || !appliesTo(document, facts)) return [];
    const required = versions.findLast((version) => version.material)?.sequence ?? 0;
    const stamp = readStamp(facts.appMetadata, document);
    const accepted = stamp && isStanding(stamp, document, now) ? stamp.sequence : 0;
    const standing = { document, shown, required, stamp, accepted };
    if (document.kind === 'consent') return { ...standing, state: 'optional' };
    if (accepted >= required) return { ...standing, state: 'satisfied' };
    const missing = versions.filter((version) => version.material && version.sequence > accepted);
    const inGrace =
      accepted > 0
        ? missing.every((version) => version.graceUntil !== null && now < Date.parse(version.graceUntil))
        : stamp === null && isLegacy(facts.createdAt, terms.legacy, now);
    return { ...standing, state: inGrace ? 'grace' : 'required' };
  });
}

export function isDue({ state }: Standing): boolean {
  return state === 'grace' || state === 'required';
}

/**
 * Decides on a login. With an `answer` it goes on after the form or the consent page: everything is decided again
 * from what is stored, and nobody is asked a second time. The answer is null where nobody gave one: somebody opened
 * `/continue` by hand, or came with something else.
 */
export function decideTerms(
  facts: LoginFacts,
  policy: Pick<Policy, 'terms' | 'defaultLocale'>,
  now: number,
  answer?: Answer | null,
): TermsDecision {
  const { terms, defaultLocale } = policy;
  if (isExempt(facts, terms)) return allow('exempt');
  const all = standings(facts, terms, now);
  const due = all.filter(isDue);
  const required = due.find((standing) => standing.state === 'required');
  const foremost = required ?? due[0];
  if (foremost === undefined) return allow('satisfied');
  const textOfShown = (standing: Standing) => textFor(standing.shown, facts.locales, defaultLocale);

  if (facts.delegated) return required ? refuse('terms_required', required) : pending(foremost);
  if (answer === null) return refuse('terms_required', foremost);
  if (answer !== undefined) {
    const { prompt } = terms;
    const surface = prompt.kind === 'form' ? prompt.surface : 'redirect';
    return settle(all, answer, { ...facts, state: 'accepted', method: prompt.kind, surface }, now);
  }
  if (facts.flow === 'no_browser') {
    return required && terms.nonInteractive === 'deny'
      ? refuse('terms_required', required)
      : pending(foremost);
  }
  if (facts.flow === 'silent') {
    if (!required) return pending(foremost);
    const { url } = textOfShown(required);
    return { kind: 'interaction_required', url, document: referenceTo(required) };
  }

  const signup = settle(all, signupAnswer(all, facts, defaultLocale, now), signupAct(facts, terms), now);
  if (signup.kind === 'allow' && signup.because === 'accepted') return signup;
  const asked = required ?? due.find((standing) => !wasOfferedLately(standing, facts, now));
  if (asked === undefined) return pending(foremost);
  const shown = all.filter(({ state }) => state !== 'satisfied');
  return {
    kind: 'prompt',
    documents: Object.fromEntries(shown.map((standing) => [standing.document.id, textOfShown(standing)])),
    // A consent that stands comes ticked, so that leaving the box alone keeps it.
    fields: Object.fromEntries(
      shown
        .filter(({ state, accepted, shown }) => state === 'optional' && accepted >= shown.sequence)
        .map(({ document }) => [document.id, true]),
    ),
    document: referenceTo(asked),
  };
}

/** Judges an answer as a whole: where any document denies, nothing of it is recorded. */
function settle(
  all: readonly Standing[],
  { fields, documents }: Answer,
  act: Act,
  now: number,
): Allow | Deny {
  const open = all.filter(({ state }) => state !== 'satisfied');
  const declined: unknown = fields.declined ?? false;
  const [first] = open.filter(isDue);
  if (first && declined === true) return refuse('terms_declined', first);
  if (first && declined !== false) return refuse('terms_required', first);
  const writes = [];
  let skipped: Standing | undefined;
  for (const standing of open) {
    const { document, state, stamp } = standing;
    const ticked: unknown = fields[document.id] ?? false;
    if (typeof ticked !== 'boolean') return refuse('terms_required', standing);
    const page = documents[document.id];
    if (page === undefined && state !== 'required') {
      // The page did not ask for it: it is a consent, or became due meanwhile.
      if (state === 'grace') skipped ??= standing;
      continue;
    }
    const shown = readShown(page, document);
    if (shown === null || shown.sequence < standing.required) return refuse('terms_changed', standing);
    if (ticked) {
      if (standing.accepted < shown.sequence) writes.push(recordStamp(document, shown, act, stamp, now));
    } else if (state === 'required') {
      return refuse('terms_required', standing);
    } else if (state === 'grace') {
      skipped ??= standing;
      const value = { ...stamp?.stored, offered_at: isoTime(now) };
      writes.push({ key: METADATA_PREFIX + document.id, value, evidence: false });
    } else if (stamp?.state === 'accepted') {
      const { label, locale } = stamp.stored;
      // What is withdrawn is what was accepted, not what is shown now.
      const withdrawn = {
        ...stamp,
        label: textOf(label) ?? shown.label,
        locale: textOf(locale) ?? shown.locale,
      };
      writes.push(recordStamp(document, withdrawn, { ...act, state: 'withdrawn' }, stamp, now));
    }
  }
  return skipped ? { ...pending(skipped), writes } : allow('accepted', writes);
}

/** What a page really showed of a document; null where that is no text that is registered. */
function readShown(page: unknown, document: PolicyDocument): ShownText | null {
  if (!isRecord(page)) return null;
  const { sequence, sha256 } = page;
  const label = textOf(page.label);
  const locale = textOf(page.locale);
  if (!isWholeNumber(sequence) || !isSha256(sha256) || label === null || locale === null) return null;
  const registered = versionOf(document, sequence)?.texts[locale]?.sha256 === sha256;
  const known = registered || isAboveRegistry(document, sequence);
  return known ? { sequence, sha256, label, locale } : null;
}

/** The boxes of a passwordless sign-up page as an answer: what they sent reaches post-login only. */
function signupAnswer(
  all: readonly Standing[],
  facts: LoginFacts,
  defaultLocale: string,
  now: number,
): Answer {
  const ticked = all.flatMap(({ document }) => {
    const shown = shownAtSignup(document, { ...facts, defaultLocale }, now);
    return shown ? [[document.id, shown] as const] : [];
  });
  const fields = Object.fromEntries(ticked.map(([id]) => [id, true]));
  return { fields, documents: Object.fromEntries(ticked) } as unknown as Answer;
}

function isLegacy(createdAt: number | null, legacy: TermsPolicy['legacy'], now: number): boolean {
  const { createdBefore, graceUntil } = legacy;
  if (createdAt === null || createdBefore === null || graceUntil === null) return false;
  return createdAt < Date.parse(createdBefore) && now < Date.parse(graceUntil);
}

function wasOfferedLately({ document }: Standing, facts: LoginFacts, now: number): boolean {
  const offered = parseTime(facts.appMetadata[METADATA_PREFIX + document.id]?.offered_at);
  return offered !== null && offered <= now + CLOCK_SKEW && now < offered + DAY;
}

function refuse(reason: ReasonCode, standing: Standing): Deny {
  return deny(reason, referenceTo(standing));
}

/** The login goes on, and the question comes back. */
function pending(standing: Standing): Allow {
  return { ...allow('pending'), document: referenceTo(standing) };
}

function referenceTo({ document, shown }: Standing): { id: string; sequence: number } {
  return { id: document.id, sequence: shown.sequence };
}
