import type { ReasonCode } from './decision';
import { chooseLocale } from './locale';
import type { Policy } from './policy';

/** What the person reads, in their language; empty where the policy has no text for this code. */
export function messageFor(
  reason: ReasonCode,
  locales: readonly string[],
  { messages, defaultLocale }: Pick<Policy, 'messages' | 'defaultLocale'>,
): string {
  return messages[chooseLocale(messages, locales, defaultLocale)]?.[reason] ?? '';
}
