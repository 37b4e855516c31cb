import { actionTime } from '../frozen-clock';
import type { CacheRecord } from '../messages';
import { utf8Bytes } from './validation';

const KEY_BYTES = 64;
const VALUE_BYTES = 4096;
/** The figure of Auth0's test harness; the docs page actions/limitations says 8 kB. */
const TOTAL_BYTES = 16 * 1024 + 256;
const ENTRIES = 20;
const DEFAULT_LIFETIME_MS = 15 * 60 * 1000;
const LONGEST_LIFETIME_MS = 24 * 60 * 60 * 1000;

type CacheResult = { type: 'success'; record?: CacheRecord } | { type: 'error'; code: string };

/**
 * `api.cache` (docs page actions/reference/post-login/post-login-api-object): never throws, tells by its results. Bytes are counted
 * as the harness does (an overwrite counts twice, expired records still count); 20 entries and 24 hours are the
 * docs' additions.
 */
export function createCache(stored: Record<string, CacheRecord>) {
  const records = new Map(Object.entries(stored));
  let changed = false;

  const cache = {
    get(key: string): CacheRecord | undefined {
      const record = records.get(key);
      return record === undefined || record.expires_at < actionTime() ? undefined : record;
    },
    set(key: string, value: string, options?: { ttl?: number; expires_at?: number }): CacheResult {
      if (typeof key !== 'string' || utf8Bytes(key) > KEY_BYTES) return failure('CacheKeySizeExceeded');
      if (typeof value !== 'string' || utf8Bytes(value) > VALUE_BYTES)
        return failure('CacheValueSizeExceeded');
      if (!records.has(key) && records.size >= ENTRIES) return failure('CacheSizeExceeded');
      if (totalBytes(records) + utf8Bytes(key) + utf8Bytes(value) > TOTAL_BYTES)
        return failure('CacheSizeExceeded');
      const now = actionTime();
      const expiry = expiryTime(now, options);
      if (expiry === undefined) return failure('InvalidExpiry');
      if (expiry <= now) return failure('ItemAlreadyExpired');
      if (!Number.isSafeInteger(expiry)) return failure('InvalidExpiry');
      const record = { value, expires_at: Math.min(expiry, now + LONGEST_LIFETIME_MS) };
      records.set(key, record);
      changed = true;
      return { type: 'success', record };
    },
    delete(key: string): CacheResult {
      if (!records.delete(key)) return failure('CacheKeyDoesNotExist');
      changed = true;
      return { type: 'success' };
    },
  };
  return { cache, changes: () => (changed ? Object.fromEntries(records) : undefined) };
}

function failure(code: string): CacheResult {
  return { type: 'error', code };
}

/** The earlier of both wishes; undefined where one of them is not a finite number. */
function expiryTime(
  now: number,
  options: { ttl?: unknown; expires_at?: unknown } | undefined,
): number | undefined {
  const wishes: number[] = [];
  if (options?.ttl !== undefined) {
    if (!isFiniteNumber(options.ttl)) return undefined;
    wishes.push(now + Math.floor(options.ttl));
  }
  if (options?.expires_at !== undefined) {
    if (!isFiniteNumber(options.expires_at)) return undefined;
    wishes.push(Math.floor(options.expires_at));
  }
  return wishes.length === 0 ? now + DEFAULT_LIFETIME_MS : Math.min(...wishes);
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function totalBytes(records: Map<string, CacheRecord>): number {
  let bytes = 0;
  for (const [key, record] of records) bytes += utf8Bytes(key) + utf8Bytes(record.value);
  return bytes;
}
