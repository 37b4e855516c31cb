import { createHash } from 'node:crypto';
import type { TermsPolicy } from './policy';

/**
 * Whether a user is inside the roll-out. Sticky: the same user and salt give the same answer every time.
 * Monotonic: who is inside at some percentage is inside at every higher one.
 */
export function isInRollout(userId: string, rollout: TermsPolicy['rollout']): boolean {
  const digest = createHash('sha256').update(`${rollout.salt}|${userId}`).digest();
  return digest.readUInt32BE(0) % 10_000 < rollout.percent * 100;
}
