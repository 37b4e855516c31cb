import { allow, deny, type EmailDecision } from './decision';
import type { LoginFacts } from './facts';
import { own } from './objects';
import type { EmailPolicy, EmailTrust } from './policy';
import { CLOCK_SKEW } from './time';

/** What the status claim says of the address. */
export type EmailStatus = 'verified' | 'trusted' | 'unverified' | 'none';

type EmailFacts = Pick<LoginFacts, 'createdAt' | 'email' | 'emailVerified' | 'primaryConnection'>;

/**
 * Whether this user may log in with this email address. The address belongs to the primary identity, so its
 * connection decides how far the address is believed, not the connection of this login: a linked account that is
 * trusted does not vouch for it.
 */
export function decideEmail(facts: EmailFacts, policy: EmailPolicy, now: Date): EmailDecision {
  const trust = trustIn(facts.primaryConnection, policy);
  if (trust === 'exempt') return allow('exempt');
  if (facts.email === null) return policy.missing === 'allow' ? allow('exempt') : deny('email_missing');
  if (trust === 'always' || (trust === 'flag' && facts.emailVerified)) return allow('satisfied');
  return isInGrace(facts.createdAt, policy.graceSeconds, now) ? allow('grace') : deny('email_unverified');
}

/** For the status claim. It never calls an address verified that Auth0 does not. */
export function emailStatus(facts: EmailFacts, policy: EmailPolicy): EmailStatus {
  if (facts.email === null) return 'none';
  const trust = trustIn(facts.primaryConnection, policy);
  if (facts.emailVerified && trust !== 'never') return 'verified';
  return trust === 'always' ? 'trusted' : 'unverified';
}

/** The connection's own entry, else its strategy's, else the one for all others. */
export function trustIn(connection: { name: string; strategy: string }, policy: EmailPolicy): EmailTrust {
  const { connections, strategies } = policy.trust;
  const candidates = [
    own(connections, connection.name),
    own(strategies, connection.strategy),
    own(strategies, '*'),
  ];
  const found = candidates.find((candidate) => candidate !== undefined);
  return found === 'always' || found === 'never' || found === 'exempt' ? found : 'flag';
}

function isInGrace(createdAt: number | null, graceSeconds: number, now: Date): boolean {
  const time = now.getTime();
  if (createdAt === null || createdAt > time + CLOCK_SKEW) return false;
  return time < Math.min(createdAt, time) + graceSeconds * 1000;
}
