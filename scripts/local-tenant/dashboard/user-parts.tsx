import type { Context } from 'hono';
import { Badge } from '../pages';
import type { User } from '../store';
import type { DashboardEnv } from './dashboard-env';
import type { Notice } from './shell';

export type PageContext = Context<DashboardEnv>;

/** What is said on the next page; a closed set, so that nobody writes messages into a link. */
export const USER_NOTICES = new Map(
  Object.entries<Notice>({
    block: { tone: 'success', text: 'Blocked. All sessions were ended.' },
    unblock: { tone: 'success', text: 'The block was lifted.' },
    verify: { tone: 'success', text: 'The address is marked as verified.' },
    'send-verification': { tone: 'success', text: 'The verification email is in the outbox.' },
    delete: { tone: 'success', text: 'The user was deleted.' },
    metadata: { tone: 'success', text: 'The metadata was saved.' },
  }),
);

/** Whether the address is verified; nothing for a user without one. */
export function VerifiedBadge({ user }: { user: User }) {
  if (user.email === undefined) return null;
  return user.email_verified === true ? (
    <Badge tone="success">verified</Badge>
  ) : (
    <Badge tone="warning">not verified</Badge>
  );
}

/** What a user is called on the pages. */
export function nameOf(user: User): string {
  return user.name ?? user.email ?? user.user_id;
}
