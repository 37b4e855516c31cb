import type { ReasonCode } from './decision';
import { chooseLocale } from './locale';
import { own } from './objects';
import type { Policy } from './policy';

/** What the person reads, in their language; empty where the policy has no text for this code. */
export function messageFor(
  reason: ReasonCode,
  locales: readonly string[],
  policy: Pick<Policy, 'messages' | 'defaultLocale'>,
): string {
  const locale = chooseLocale(locales, Object.keys(policy.messages), policy.defaultLocale);
  const text = own(policy.messages, locale, reason);
  return typeof text === 'string' ? text : '';
}
