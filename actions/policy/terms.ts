import {
  type Allow,
  allow,
  type Deny,
  type DocumentReference,
  deny,
  type ShownDocument,
  type TermsDecision,
} from './decision';
import { effectiveVersions, isRegistered, shownAtSignup, textFor } from './documents';
import type { Answer, LoginFacts } from './facts';
import { appliesTo, matchesList } from './matching';
import type { EmbeddedDocument, EmbeddedTerms, EmbeddedVersion, PolicySlices } from './policy';
import { isInRollout } from './rollout';
import {
  type Act,
  isStanding,
  METADATA_PREFIX,
  readStamp,
  readText,
  recordStamp,
  type Stamp,
  signupAct,
} from './stamp';
import { CLOCK_SKEW, DAY, isoTime, parseTime } from './time';

type TermsSlice = Pick<PolicySlices['require-terms'], 'terms' | 'defaultLocale'>;

/** Where a person stands with one document that concerns this login; `sequence` is that of the version shown. */
export interface Standing extends DocumentReference {
  document: EmbeddedDocument;
  /** Accepted; may wait; has to be accepted now; a consent, which never has to be. */
  state: 'satisfied' | 'grace' | 'required' | 'optional';
  /** The newest version, material or not: what is shown. */
  shown: EmbeddedVersion;
  /** The sequence that has to be accepted at least. */
  required: number;
  /** What is stored, whether it counts or not. */
  stamp: Stamp | undefined;
  /** The sequence whose acceptance counts; 0 where none does. */
  accepted: number;
}

/** Whether this login is outside the terms rule: an exempt client, or a user whom the roll-out has not reached. */
export function isExempt(
  facts: LoginFacts,
  terms: Pick<EmbeddedTerms, 'exemptClients' | 'rollout'>,
): boolean {
  return matchesList(terms.exemptClients, facts.clientId) || !isInRollout(facts.userId, terms.rollout);
}

/** Where this person stands with every document that concerns this login and has a version. */
export function standings(
  facts: LoginFacts,
  terms: Pick<EmbeddedTerms, 'documents' | 'legacy'>,
  now: number,
): Standing[] {
  return terms.documents.flatMap((document) => {
    const versions = effectiveVersions(document, now);
    const shown = versions.at(-1);
    if (!shown || !appliesTo(document, facts)) return [];
    const material = versions.filter((version) => version.material !== false);
    const required = material.at(-1)?.sequence ?? 0;
    const stamp = readStamp(facts.appMetadata, document);
    const accepted = stamp && isStanding(stamp, document, now) ? stamp.sequence : 0;
    const mayWait = stamp
      ? accepted > 0 &&
        material.every((version) => version.sequence <= accepted || isBefore(now, version.graceUntil))
      : isBefore(facts.createdAt, terms.legacy.createdBefore) && isBefore(now, terms.legacy.graceUntil);
    const owed = accepted >= required ? 'satisfied' : mayWait ? 'grace' : 'required';
    const state = document.kind === 'consent' ? 'optional' : owed;
    return { id: document.id, sequence: shown.sequence, document, state, shown, required, stamp, accepted };
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
  policy: TermsSlice,
  now: number,
  answer?: Answer | null,
): TermsDecision {
  const { terms, defaultLocale } = policy;
  if (isExempt(facts, terms)) return allow('exempt');
  const open = standings(facts, terms, now).filter(({ state }) => state !== 'satisfied');
  const required = open.find(({ state }) => state === 'required');
  const first = required ?? open.find(isDue);
  if (!first) return allow('satisfied');
  const wait = allow('pending', first);
  const stop = deny('terms_required', first);

  if (facts.delegated) return required ? stop : wait;
  if (answer === null) return stop;
  if (answer) {
    const { kind, surface } = terms.prompt;
    return settle(open, first, answer, { state: 'accepted', method: kind, surface }, facts, now);
  }
  if (facts.flow === 'no_browser') return required && terms.nonInteractive === 'deny' ? stop : wait;
  if (facts.flow === 'silent') {
    if (!required) return wait;
    const { url = '' } = textFor(required.shown, facts.locales, defaultLocale);
    return { kind: 'interaction_required', reason: 'terms_required', url, document: required };
  }

  const signup = settle(open, first, signupAnswer(open, facts, policy, now), signupAct(terms), facts, now);
  if (signup.reason === 'accepted') return signup;
  const asked =
    required ?? open.find((standing) => isDue(standing) && !wasOfferedLately(standing, facts, now));
  if (!asked) return wait;
  const documents: Record<string, ShownDocument> = {};
  const fields: Record<string, boolean> = {};
  for (const standing of open) {
    documents[standing.id] = textFor(standing.shown, facts.locales, defaultLocale);
    // Leaving the box alone keeps it.
    if (isGiven(standing)) fields[standing.id] = true;
  }
  return { kind: 'prompt', reason: 'terms_required', documents, fields, document: asked };
}

/** Judges an answer as a whole: where any document denies, nothing of it is recorded. */
function settle(
  open: readonly Standing[],
  first: Standing,
  { fields, documents }: Answer,
  act: Act,
  facts: LoginFacts,
  now: number,
): Allow | Deny {
  const declined: unknown = fields.declined ?? false;
  if (declined !== false) {
    return deny(declined === true ? 'terms_declined' : 'terms_required', first);
  }
  const writes = [];
  let skipped: Standing | undefined;
  for (const standing of open) {
    const { id, document, state, stamp } = standing;
    const ticked: unknown = fields[id] ?? false;
    const page = documents[id];
    if (typeof ticked !== 'boolean') return deny('terms_required', standing);
    if (state === 'grace' && !ticked) skipped ??= standing;
    // The page did not ask: it is a consent that came later, or became due meanwhile.
    if (!page && !ticked && state !== 'required') continue;
    const shown = readText(page, page?.sha256);
    if (!shown || shown.sequence < standing.required || !isRegistered(document, shown)) {
      return deny('terms_changed', standing);
    }
    if (ticked) {
      if (!isGiven(standing)) writes.push(recordStamp(id, shown, act, facts, stamp, now));
    } else if (state === 'required') {
      return deny('terms_required', standing);
    } else if (state === 'grace') {
      const value = { ...stamp?.stored, offered_at: isoTime(now) };
      writes.push({ key: METADATA_PREFIX + id, value, evidence: false });
    } else if (stamp?.state === 'accepted') {
      // What is withdrawn is what was accepted, not what is shown now.
      writes.push(recordStamp(id, stamp, { ...act, state: 'withdrawn' }, facts, stamp, now));
    }
  }
  return allow(skipped ? 'pending' : 'accepted', skipped ?? first, writes);
}

/** A consent that stands, to the letter or but for a correction: there is nothing to record of it. */
function isGiven({ accepted, required }: Standing): boolean {
  return accepted > 0 && accepted >= required;
}

/**
 * What a passwordless user ticked on the sign-up page, which reaches post-login only. It counts where it settles
 * everything; otherwise the form asks for all, because nothing is stamped on a path that can still deny.
 */
function signupAnswer(
  open: readonly Standing[],
  facts: LoginFacts,
  { defaultLocale }: TermsSlice,
  now: number,
): Answer {
  const shown = open.flatMap(({ id, document, required }) => {
    const text = shownAtSignup(document, facts, defaultLocale, now);
    return text && text.sequence >= required ? [[id, text] as const] : [];
  });
  const fields = Object.fromEntries(shown.map(([id]) => [id, true]));
  return { fields, documents: Object.fromEntries(shown) };
}

/** Never where there is no limit. */
function isBefore(time: number, limit: string | null | undefined): boolean {
  return time < Date.parse(limit ?? '');
}

function wasOfferedLately({ id }: Standing, { appMetadata }: LoginFacts, now: number): boolean {
  const offered = parseTime(appMetadata[METADATA_PREFIX + id]?.offered_at);
  return offered <= now + CLOCK_SKEW && now < offered + DAY;
}
