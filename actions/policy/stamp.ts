import type { MetadataWrite } from './decision';
import { isAboveRegistry, isRegisteredText } from './documents';
import { isRecord, own, plainCopy, textOf } from './objects';
import type { PolicyDocument } from './policy';
import { CLOCK_SKEW, parseTime } from './time';

/** All of gatehouse's root keys of app_metadata begin so. */
export const METADATA_PREFIX = 'gatehouse_';

/** All of gatehouse's keys together stay under this, names included (UTF-8 bytes of their JSON). */
const METADATA_BUDGET = 3 * 1024;
const LONGEST_HISTORY = 5;
const SHA_256 = /^[0-9a-f]{64}$/;
const HISTORY_KEYS = ['sequence', 'state', 'at', 'locale', 'method', 'surface', 'receipt'] as const;

/** A stored acceptance (or withdrawal) that is well formed; whether it counts is another question. */
export interface Stamp {
  state: 'accepted' | 'withdrawn';
  sequence: number;
  text_sha256: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** The whole object as it is stored. */
  stored: Record<string, unknown>;
}

/** What is recorded of one act; history, receipt and build id are added to it. */
export interface StampEntry {
  state: Stamp['state'];
  sequence: number;
  label: string;
  text_sha256: string;
  locale: string;
  at: string;
  method: 'signup' | 'form' | 'redirect';
  surface: string;
  client_id?: string;
  organization_id?: string;
  country?: string;
  email_verified: boolean;
}

export function stampKey(documentId: string): string {
  return METADATA_PREFIX + documentId;
}

/** The stamp of a document; null where there is none or where it lacks what makes it one. */
export function readStamp(stamps: Record<string, unknown>, documentId: string): Stamp | null {
  const stored = own(stamps, stampKey(documentId));
  if (!isRecord(stored)) return null;
  const { state, sequence, text_sha256, at } = stored;
  const time = parseTime(at);
  if (state !== 'accepted' && state !== 'withdrawn') return null;
  if (!isWholeNumber(sequence) || !isSha256(text_sha256)) return null;
  return time === null ? null : { state, sequence, text_sha256, at: time, stored };
}

/** When the person last skipped the question, in milliseconds; null where they did not. */
export function readOfferedAt(stamps: Record<string, unknown>, documentId: string): number | null {
  return parseTime(own(stamps, stampKey(documentId), 'offered_at'));
}

/**
 * Whether a stamp is an acceptance that counts: accepted, not from the future, of a text that is registered for its
 * sequence. A sequence above the registry was written by a newer release and is believed.
 */
export function isStanding(stamp: Stamp, document: PolicyDocument, now: Date): boolean {
  if (stamp.state !== 'accepted' || stamp.at > now.getTime() + CLOCK_SKEW) return false;
  return (
    isAboveRegistry(document, stamp.sequence) || isRegisteredText(document, stamp.sequence, stamp.text_sha256)
  );
}

/** The write that records `entry`, with what it replaces as history; null where the same already stands. */
export function recordStamp(
  stamps: Record<string, unknown>,
  documentId: string,
  entry: StampEntry,
): MetadataWrite | null {
  const previous = readStamp(stamps, documentId);
  if (
    previous?.state === entry.state &&
    previous.sequence === entry.sequence &&
    previous.text_sha256 === entry.text_sha256
  ) {
    return null;
  }
  const older = historyOf(previous?.stored);
  const history = previous === null ? [] : [compact(previous.stored), ...older].slice(0, LONGEST_HISTORY);
  const storedTotal = previous?.stored.total;
  const total = isWholeNumber(storedTotal) ? Math.max(storedTotal, older.length + 1) : older.length + 1;
  const value = { ...entry, history, total: previous === null ? 1 : total + 1 };
  return { key: stampKey(documentId), value, evidence: true };
}

/** The write that remembers that the question was skipped; an earlier acceptance stays as it is. */
export function recordOffer(stamps: Record<string, unknown>, documentId: string, now: Date): MetadataWrite {
  const stored = readStamp(stamps, documentId)?.stored;
  const value = { ...stored, offered_at: now.toISOString() };
  return { key: stampKey(documentId), value, evidence: false };
}

/**
 * Keeps all of gatehouse's keys within their budget: the oldest history goes first, of the stamps that are written
 * anyway before those that are only stored; `total` keeps counting. An acceptance itself is never given up.
 */
export function withinBudget(
  stored: Record<string, unknown>,
  writes: readonly MetadataWrite[],
): MetadataWrite[] {
  const values = new Map(writes.map((write) => [write.key, write.value]));
  const untouched = Object.keys(stored).filter((key) => key.startsWith(METADATA_PREFIX) && !values.has(key));
  const all = new Map<string, unknown>([...untouched.map((key) => [key, stored[key]] as const), ...values]);
  const changed = new Set<string>(values.keys());
  for (const key of [...values.keys(), ...untouched]) {
    while (bytesOf(all) >= METADATA_BUDGET) {
      const value = all.get(key);
      const history = historyOf(value);
      if (!isRecord(value) || history.length === 0) break;
      all.set(key, { ...value, history: history.slice(0, -1) });
      changed.add(key);
    }
  }
  return [...changed].flatMap((key) => {
    const value = all.get(key);
    const evidence = writes.some((write) => write.key === key && write.evidence);
    return isRecord(value) ? [{ key, value, evidence }] : [];
  });
}

function historyOf(stamp: unknown): Record<string, unknown>[] {
  const history = own(stamp, 'history');
  return Array.isArray(history) ? history.filter(isRecord).map(compact).slice(0, LONGEST_HISTORY) : [];
}

function compact(stamp: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const key of HISTORY_KEYS) {
    const value = stamp[key];
    if (typeof value === 'number' || textOf(value, 100) !== null) kept[key] = value;
  }
  return kept;
}

function bytesOf(keys: ReadonlyMap<string, unknown>): number {
  return Buffer.byteLength(JSON.stringify(Object.fromEntries(keys)));
}

export function isSha256(value: unknown): value is string {
  return typeof value === 'string' && SHA_256.test(value);
}

export function isWholeNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** The stored keys that belong to gatehouse, as plain JSON. */
export function gatehouseKeys(appMetadata: unknown): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  if (!isRecord(appMetadata)) return found;
  for (const key of Object.keys(appMetadata)) {
    if (key.startsWith(METADATA_PREFIX)) found[key] = plainCopy(own(appMetadata, key));
  }
  return found;
}
