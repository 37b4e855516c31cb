import type { JsonObject } from '../../contract';
import type { CommandRecorder } from '../command-recorder';
import { createTokenMetadata } from './token-metadata';
import { isPlainObject, refuse, requiredString, unknownProperties } from './validation';

const LONGEST_REASON = 1024;
const COOKIE_MODES = ['persistent', 'non-persistent'];

/** `api.session` (docs page actions/reference/post-login/post-login-api-object). Nothing here is chainable. */
export function createSession(event: JsonObject, recorder: CommandRecorder) {
  const session = sessionOf(event);
  return {
    ...createTokenMetadata({
      label: 'session',
      current: session === undefined ? undefined : isPlainObject(session.metadata) ? session.metadata : {},
      missing: 'Cannot set metadata on a session that does not exist.',
      changed: (metadata) => {
        if (session !== undefined) session.metadata = { ...metadata };
        recorder.record('session.setMetadata', { metadata });
      },
    }),
    ...createExpiry('session', recorder),
    revoke(reason: unknown, options?: { preserveRefreshTokens?: boolean }): void {
      refuse([
        ...requiredString('message', reason, LONGEST_REASON),
        ...(options === undefined ? [] : unknownProperties('options', options, ['preserveRefreshTokens'])),
      ]);
      const preserveRefreshTokens = options?.preserveRefreshTokens === true;
      recorder.record('session.revoke', { reason, preserveRefreshTokens });
    },
    setCookieMode(mode: unknown): void {
      if (!mode) throw new Error('Cookie mode must be provided');
      if (!COOKIE_MODES.includes(mode as string)) {
        throw new Error(`Invalid cookie mode: ${mode}. Valid values are 'persistent' and 'non-persistent'.`);
      }
      recorder.record('session.setCookieMode', { mode });
      if (session !== undefined) {
        session.cookie = { ...(isPlainObject(session.cookie) && session.cookie), mode };
      }
    },
  };
}

/** A flow without a session may show it as an empty object. */
function sessionOf({ session }: JsonObject): JsonObject | undefined {
  return isPlainObject(session) && Object.keys(session).length > 0 ? session : undefined;
}

/** `api.refreshToken`: unlike the session's, its metadata may be written before the token exists. */
export function createRefreshToken(
  event: JsonObject,
  recorder: CommandRecorder,
  earlier: JsonObject | undefined,
) {
  const token = isPlainObject(event.refresh_token) ? event.refresh_token : undefined;
  const refuseOnline = (method: string) => {
    if (token?.access === 'online') throw new Error(`Cannot call ${method} on an online refresh token.`);
  };
  return {
    ...createTokenMetadata({
      label: 'refresh token',
      current: earlier ?? (isPlainObject(token?.metadata) ? token.metadata : {}),
      missing: 'Cannot set metadata on a refresh token that does not exist.',
      guard: refuseOnline,
      changed: (metadata) => {
        if (token !== undefined) token.metadata = { ...metadata };
        recorder.record('refreshToken.setMetadata', { metadata });
      },
    }),
    ...createExpiry('refreshToken', recorder, refuseOnline),
    revoke(reason: unknown): void {
      refuse(requiredString('message', reason, LONGEST_REASON));
      recorder.record('refreshToken.revoke', { reason });
    },
  };
}

function createExpiry(owner: string, recorder: CommandRecorder, guard?: (method: string) => void) {
  const setter =
    (method: 'setExpiresAt' | 'setIdleExpiresAt', property: string) => (milliseconds: unknown) => {
      guard?.(method);
      if (!milliseconds) throw new Error('Either inactivity or absolute expiration time must be provided');
      if (typeof milliseconds !== 'number' || !Number.isFinite(milliseconds)) {
        refuse([{ property, message: 'must be number' }]);
      }
      recorder.record(`${owner}.${method}`, { milliseconds });
    };
  return {
    setExpiresAt: setter('setExpiresAt', 'absolute'),
    setIdleExpiresAt: setter('setIdleExpiresAt', 'inactivity'),
  };
}
