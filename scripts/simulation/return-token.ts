import { signSessionToken } from '../local-tenant/actions-runtime';
import { isObject } from './merge';

const LIFETIME_SECONDS = 300;

/** A well-signed token as a consent page sends it back; `claims` win over the standard ones. */
export function returnToken(
  event: Record<string, unknown>,
  claims: Record<string, unknown>,
  { secret, state, now }: { secret: string; state: string; now: Date },
): string {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const standard = {
    iat: issuedAt,
    exp: issuedAt + LIFETIME_SECONDS,
    iss: isObject(event.request) ? event.request.hostname : undefined,
    sub: isObject(event.user) ? event.user.user_id : undefined,
    state,
  };
  return signSessionToken({ ...standard, ...claims }, secret);
}
