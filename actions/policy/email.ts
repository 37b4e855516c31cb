import { type Allow, allow, type Deny, deny } from './decision';
import type { EmailFacts } from './facts';
import type { Applicant } from './matching';
import { entryOf } from './objects';
import type { EmailPolicy, EmailTrust } from './policy';
import { CLOCK_SKEW } from './time';

/** What the status claim says of the address. */
export type EmailStatus = 'verified' | 'trusted' | 'unverified' | 'none';

/**
 * Whether this user may log in with this email address. The address belongs to the primary identity, so its
 * connection decides how far the address is believed, not the connection of this login: a linked account that is
 * trusted does not vouch for it.
 */
export function decideEmail(facts: EmailFacts, policy: EmailPolicy, now: number): Allow | Deny {
  const trust = trustIn(facts.primaryConnection, policy);
  if (trust === 'exempt') return allow('exempt');
  if (!facts.email) return policy.missing === 'allow' ? allow('exempt') : deny('email_missing');
  if (trust === 'always' || (trust === 'flag' && facts.emailVerified)) return allow('satisfied');
  return isInGrace(facts.createdAt, policy.graceSeconds, now) ? allow('grace') : deny('email_unverified');
}

/** For the status claim. It never calls an address verified that Auth0 does not. */
export function emailStatus(facts: EmailFacts, policy: Pick<EmailPolicy, 'trust'>): EmailStatus {
  if (!facts.email) return 'none';
  const trust = trustIn(facts.primaryConnection, policy);
  if (facts.emailVerified && trust !== 'never') return 'verified';
  return trust === 'always' ? 'trusted' : 'unverified';
}

/** The connection's own entry, else its strategy's, else the one for all others. */
export function trustIn(
  { name = '', strategy = '' }: Applicant['connection'],
  { trust }: Pick<EmailPolicy, 'trust'>,
): EmailTrust {
  const { connections, strategies } = trust;
  return entryOf(connections, name) ?? entryOf(strategies, strategy) ?? entryOf(strategies, '*') ?? 'flag';
}

function isInGrace(createdAt: number, graceSeconds: number, now: number): boolean {
  return createdAt <= now + CLOCK_SKEW && now < Math.min(createdAt, now) + graceSeconds * 1000;
}
