import { createHash } from 'node:crypto';
import type { JsonObject } from '../store';

/**
 * Fills in what Auth0 always generates: `nickname` (the email's local part), `name` and `picture`
 * (normalized-user-profiles). What is there already stays.
 */
export function withGeneratedAttributes<T extends JsonObject>(profile: T): T {
  const email = text(profile.email);
  const handle =
    text(profile.username) ?? email?.split('@')[0] ?? text(profile.phone_number) ?? text(profile.user_id);
  const name = text(profile.name) ?? email ?? handle;
  const generated: JsonObject = {
    nickname: text(profile.nickname) ?? handle,
    name,
    picture: text(profile.picture) ?? gravatar(email ?? name ?? ''),
  };
  return { ...profile, ...generated };
}

/** Gravatar's address for an email, with Auth0's own initials image as the fallback it names. */
function gravatar(seed: string): string {
  const hash = createHash('md5').update(seed.trim().toLowerCase()).digest('hex');
  const initials = encodeURIComponent(
    seed
      .slice(0, 2)
      .toLowerCase()
      .replace(/[^a-z0-9]/g, 'x') || 'xx',
  );
  const fallback = encodeURIComponent(`https://cdn.auth0.com/avatars/${initials}.png`);
  return `https://s.gravatar.com/avatar/${hash}?s=480&r=pg&d=${fallback}`;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
