import type { ReasonCode } from './decision';
import { forLocale } from './locale';
import type { Policy } from './policy';

/** What the person reads, in their language; empty where the policy has no text for this code. */
export function messageFor(
  reason: ReasonCode,
  locales: readonly string[],
  policy: Pick<Policy, 'messages' | 'defaultLocale'>,
): string {
  return forLocale(policy.messages, locales, policy.defaultLocale).entry?.[reason] ?? '';
}
