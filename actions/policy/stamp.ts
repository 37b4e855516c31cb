import type { MetadataWrite, NamedText, ShownText } from './decision';
import { isRegistered } from './documents';
import type { Applicant } from './matching';
import { isRecord, isWholeNumber, type Tree, textOf } from './objects';
import type { EmbeddedDocument, EmbeddedTerms } from './policy';
import { CLOCK_SKEW, isoTime, parseTime } from './time';

/** All of gatehouse's root keys of app_metadata begin so. */
export const METADATA_PREFIX = 'gatehouse_';

/** All of gatehouse's keys together stay under this, names included (UTF-8 bytes of their JSON). */
export const METADATA_BUDGET = 3 * 1024;
const LONGEST_HISTORY = 5;
const HISTORY_KEYS = 'sequence state at locale method surface receipt'.split(' ');
const SHA_256 = /^[0-9a-f]{64}$/;

/** A stored acceptance (or withdrawal) that is well formed; whether it counts is another question. */
export interface Stamp extends ShownText {
  state: 'accepted' | 'withdrawn';
  /** Milliseconds since the epoch. */
  at: number;
  /** The whole object as it is stored. */
  stored: Tree;
}

/** How and where a box was ticked or unticked. */
export interface Act {
  state: Stamp['state'];
  method: 'signup' | 'form' | 'redirect';
  /** The page: its name, and the beginning of the hash of what it consists of. */
  surface: string;
}

/** A box that was ticked on the sign-up page. */
export function signupAct({ signupSurface: surface }: Pick<EmbeddedTerms, 'signupSurface'>): Act {
  return { state: 'accepted', method: 'signup', surface };
}

/** Who did it. */
type Actor = Omit<Applicant, 'connection'> & { emailVerified: boolean };

/** The stamp of a document, unless it lacks what makes it one. */
export function readStamp(appMetadata: Tree, { id }: EmbeddedDocument): Stamp | undefined {
  const stored = appMetadata[METADATA_PREFIX + id];
  const text = readText(stored, stored?.text_sha256);
  const state = textOf(stored?.state);
  const at = parseTime(stored?.at);
  if (!stored || !text || Number.isNaN(at)) return undefined;
  return state === 'accepted' || state === 'withdrawn' ? { ...text, state, at, stored } : undefined;
}

/** Which text an object of unknown origin names; undefined where it names none. */
export function readText(value: NamedText | undefined, hash: unknown): ShownText | undefined {
  const sequence: unknown = value?.sequence;
  const sha256 = textOf(hash) ?? '';
  if (!isWholeNumber(sequence) || !SHA_256.test(sha256)) return undefined;
  return { sequence, sha256, label: textOf(value?.label) ?? '', locale: textOf(value?.locale) ?? '' };
}

/** Whether a stamp is an acceptance that counts: accepted, not from the future, of a text that is registered. */
export function isStanding(stamp: Stamp, document: EmbeddedDocument, now: number): boolean {
  return stamp.state === 'accepted' && stamp.at <= now + CLOCK_SKEW && isRegistered(document, stamp);
}

/** The write that records what was done with what was shown; the stamp that it replaces goes into its history. */
export function recordStamp(
  id: string,
  shown: ShownText,
  act: Act,
  actor: Actor,
  previous: Stamp | undefined,
  now: number,
): MetadataWrite {
  const older = previous ? [previous.stored, ...historyOf(previous.stored)].map(compact) : [];
  const total: unknown = previous?.stored.total;
  const { sequence, label, sha256, locale } = shown;
  const value = {
    ...act,
    ...{ sequence, label, text_sha256: sha256, locale, at: isoTime(now) },
    client_id: actor.clientId,
    organization_id: actor.organization.id,
    country: actor.country,
    email_verified: actor.emailVerified,
    history: older.slice(0, LONGEST_HISTORY),
    total: (isWholeNumber(total) ? total : older.length) + 1,
  };
  return { key: METADATA_PREFIX + id, value, evidence: true };
}

/**
 * Keeps all of gatehouse's keys within their budget: the oldest history goes first, of the stamps that are written
 * anyway before those that are only stored; `total` keeps counting. An acceptance itself is never given up.
 */
export function withinBudget(appMetadata: Tree, writes: Record<string, unknown>): Record<string, unknown> {
  const written = { ...writes };
  const all = { ...writes };
  for (const key of Object.keys(appMetadata)) {
    if (key.startsWith(METADATA_PREFIX)) all[key] ??= appMetadata[key];
  }
  for (const key of Object.keys(all)) {
    let history = historyOf(all[key]);
    while (history.length > 0 && Buffer.byteLength(JSON.stringify(all)) >= METADATA_BUDGET) {
      history = history.slice(0, -1);
      written[key] = all[key] = { ...Object(all[key]), history };
    }
  }
  return written;
}

function historyOf(stamp: unknown): Record<string, unknown>[] {
  return isRecord(stamp) && Array.isArray(stamp.history) ? stamp.history.filter(isRecord) : [];
}

function compact(stamp: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(HISTORY_KEYS.map((key) => [key, stamp[key]]));
}
