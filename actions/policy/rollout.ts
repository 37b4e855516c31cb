import { hash } from 'node:crypto';
import type { EmbeddedTerms } from './policy';

/**
 * Whether a user is inside the roll-out. Sticky: the same user and salt give the same answer every time.
 * Monotonic: who is inside at some percentage is inside at every higher one.
 */
export function isInRollout(userId: string, rollout: EmbeddedTerms['rollout']): boolean {
  const share = Number.parseInt(hash('sha256', `${rollout.salt}|${userId}`).slice(0, 8), 16) % 10_000;
  return share < rollout.percent * 100;
}
