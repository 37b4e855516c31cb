import type { MetadataWrite } from './decision';
import { trustIn } from './email';
import type { EmailFacts } from './facts';
import { isWholeNumber } from './objects';
import type { EmailPolicy } from './policy';
import { METADATA_PREFIX } from './stamp';
import { DAY, isoTime, MINUTE, parseTime } from './time';

/** Where the throttle keeps its count. */
const KEY = `${METADATA_PREFIX}resend`;

/**
 * Whether a login that was denied for its unverified email may send the verification email again, as the throttle's
 * new state; null where it may not. `at` is the last sending, `since` when the day began that `count` is for. A stamp
 * from the future counts like any other: it silences until its time has come.
 */
export function decideResend(facts: EmailFacts, policy: EmailPolicy, now: number): MetadataWrite | null {
  if (policy.resend === null || !facts.email || facts.flow !== 'browser' || facts.delegated) return null;
  if (trustIn(facts.primaryConnection, policy) !== 'flag') return null;
  const { everyMinutes, perDay } = policy.resend;
  const stored = facts.appMetadata[KEY];
  const last = parseTime(stored?.at);
  const since = parseTime(stored?.since);
  if (now < last + everyMinutes * MINUTE) return null;
  const day = now < since + DAY ? since : now;
  const sent = day === since && isWholeNumber(stored?.count) ? stored.count : 0;
  if (sent >= perDay) return null;
  const value = { at: isoTime(now), since: isoTime(day), count: sent + 1 };
  return { key: KEY, value, evidence: false };
}
