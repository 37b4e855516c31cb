import type { MetadataWrite } from './decision';
import { trustIn } from './email';
import type { LoginFacts } from './facts';
import { own } from './objects';
import type { EmailPolicy } from './policy';
import { isWholeNumber, METADATA_PREFIX } from './stamp';
import { DAY, MINUTE, parseTime } from './time';

/** Where the throttle keeps its count. */
const KEY = `${METADATA_PREFIX}resend`;

/**
 * Whether a login that was denied for its unverified email may send the verification email again, as the throttle's
 * new state; null where it may not. `at` is the last sending, `since` when the day began that `count` is for. A stamp
 * from the future counts like any other: it silences until its time has come.
 */
export function decideResend(facts: LoginFacts, policy: EmailPolicy, now: Date): MetadataWrite | null {
  if (policy.resend === null || facts.email === null || facts.flow !== 'browser' || facts.delegated)
    return null;
  if (trustIn(facts.primaryConnection, policy) !== 'flag') return null;
  const time = now.getTime();
  const last = parseTime(own(facts.stamps, KEY, 'at'));
  const since = parseTime(own(facts.stamps, KEY, 'since'));
  const count = own(facts.stamps, KEY, 'count');
  if (last !== null && time < last + policy.resend.everyMinutes * MINUTE) return null;
  const sameDay = since !== null && time < since + DAY;
  const sent = sameDay && isWholeNumber(count) ? count : 0;
  if (sent >= policy.resend.perDay) return null;
  const value = {
    at: now.toISOString(),
    since: sameDay ? new Date(since).toISOString() : now.toISOString(),
    count: sent + 1,
  };
  return { key: KEY, value, evidence: false };
}
