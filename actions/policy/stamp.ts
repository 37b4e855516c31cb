import type { MetadataWrite, ShownDocument } from './decision';
import { isAboveRegistry, versionOf } from './documents';
import type { Applicant } from './matching';
import { isRecord, isWholeNumber, type Tree } from './objects';
import type { PolicyDocument, TermsPolicy } from './policy';
import { CLOCK_SKEW, isoTime, parseTime } from './time';

/** All of gatehouse's root keys of app_metadata begin so. */
export const METADATA_PREFIX = 'gatehouse_';

/** All of gatehouse's keys together stay under this, names included (UTF-8 bytes of their JSON). */
const METADATA_BUDGET = 3 * 1024;
const LONGEST_HISTORY = 5;

/** A stored acceptance (or withdrawal) that is well formed; whether it counts is another question. */
export interface Stamp {
  state: 'accepted' | 'withdrawn';
  sequence: number;
  sha256: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** The whole object as it is stored. */
  stored: Record<string, unknown>;
}

/** Which text a page showed. */
export type ShownText = Omit<ShownDocument, 'url'>;

/** How, where and by whom a box was ticked or unticked. */
export interface Act extends Omit<Applicant, 'connection'> {
  state: Stamp['state'];
  method: 'signup' | 'form' | 'redirect';
  surface: string;
  emailVerified: boolean;
}

/** The stamp of a document; null where there is none or where it lacks what makes it one. */
export function readStamp(appMetadata: Tree, { id }: PolicyDocument): Stamp | null {
  const stored: unknown = appMetadata[METADATA_PREFIX + id];
  if (!isRecord(stored)) return null;
  const { state, sequence, text_sha256: sha256 } = stored;
  const at = parseTime(stored.at);
  if (at === null || !isWholeNumber(sequence) || !isSha256(sha256)) return null;
  return state === 'accepted' || state === 'withdrawn' ? { state, sequence, sha256, at, stored } : null;
}

/**
 * Whether a stamp is an acceptance that counts: accepted, not from the future, of a text that is registered for its
 * sequence. A sequence above the registry was written by a newer release and is believed.
 */
export function isStanding(stamp: Stamp, document: PolicyDocument, now: number): boolean {
  if (stamp.state !== 'accepted' || stamp.at > now + CLOCK_SKEW) return false;
  if (isAboveRegistry(document, stamp.sequence)) return true;
  const texts = Object.values(versionOf(document, stamp.sequence)?.texts ?? {});
  return texts.some((text) => text.sha256 === stamp.sha256);
}

/** How a box of the sign-up page is recorded. */
export function signupAct(
  facts: Pick<Act, 'clientId' | 'organization' | 'country'> & { emailVerified?: boolean },
  terms: TermsPolicy,
): Act {
  const { clientId, organization, country, emailVerified = false } = facts;
  const surface = terms.signupSurface ?? 'signup';
  return { clientId, organization, country, emailVerified, state: 'accepted', method: 'signup', surface };
}

/** The write that records what was done with what was shown; the stamp that it replaces goes into its history. */
export function recordStamp(
  { id }: PolicyDocument,
  shown: ShownText,
  act: Act,
  previous: Stamp | null,
  now: number,
): MetadataWrite {
  const older = previous ? [previous.stored, ...historyOf(previous.stored)].map(compact) : [];
  const total = previous?.stored.total;
  const value = {
    state: act.state,
    sequence: shown.sequence,
    label: shown.label,
    text_sha256: shown.sha256,
    locale: shown.locale,
    at: isoTime(now),
    method: act.method,
    surface: act.surface,
    ...(act.clientId && { client_id: act.clientId }),
    ...(act.organization && { organization_id: act.organization.id }),
    ...(act.country && { country: act.country }),
    email_verified: act.emailVerified,
    history: older.slice(0, LONGEST_HISTORY),
    total: Math.max(isWholeNumber(total) ? total : 0, older.length) + 1,
  };
  return { key: METADATA_PREFIX + id, value, evidence: true };
}

/**
 * Keeps all of gatehouse's keys within their budget: the oldest history goes first, of the stamps that are written
 * anyway before those that are only stored; `total` keeps counting. An acceptance itself is never given up.
 */
export function withinBudget(appMetadata: Tree, writes: readonly MetadataWrite[]): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  for (const { key, value } of writes) written[key] = value;
  if (writes.length === 0) return written;
  const stored = Object.entries(appMetadata).filter(([key]) => key.startsWith(METADATA_PREFIX));
  const all = { ...written, ...Object.fromEntries(stored), ...written };
  for (const key of Object.keys(all)) {
    const history = historyOf(all[key]);
    while (history.length > 0 && Buffer.byteLength(JSON.stringify(all)) >= METADATA_BUDGET) {
      history.pop();
      written[key] = all[key] = { ...Object(all[key]), history: [...history] };
    }
  }
  return written;
}

export function isSha256(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function historyOf(stamp: unknown): Record<string, unknown>[] {
  return isRecord(stamp) && Array.isArray(stamp.history) ? stamp.history.filter(isRecord) : [];
}

function compact(stamp: Record<string, unknown>): Record<string, unknown> {
  const { sequence, state, at, locale, method, surface, receipt } = stamp;
  return { sequence, state, at, locale, method, surface, receipt };
}
