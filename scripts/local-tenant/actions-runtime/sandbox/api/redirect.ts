import type { JsonObject } from '../../contract';
import type { CommandRecorder } from '../command-recorder';
import { actionTime } from '../frozen-clock';
import { checkSessionToken, signSessionToken } from './session-token';
import { isPlainObject } from './validation';

/** Protocols in which no browser could follow a redirect, as `canRedirect` knows them. */
export const NO_REDIRECT_PROTOCOLS: readonly unknown[] = [
  'oauth2-resource-owner',
  'oauth2-refresh-token',
  'oauth2-password',
  'oauth2-webauthn',
];

const DEFAULT_LIFETIME_SECONDS = 900;
const DEFAULT_PARAMETER = 'session_token';
export const EXCLUSIVE = 'Redirect and render commands cannot be used in the same action.';

/** `api.redirect` (docs page actions/reference/post-login/post-login-api-object). */
export function createRedirect(
  event: JsonObject,
  hostname: string | undefined,
  recorder: CommandRecorder,
  api: () => object,
) {
  const request = () => (isPlainObject(event.request) ? event.request : {});
  const user = () => (isPlainObject(event.user) ? event.user : {});
  const issuer = () => hostname ?? request().hostname;

  return {
    encodeToken(options: { secret: string; payload?: object; expiresInSeconds?: number }): string {
      const issuedAt = Math.floor(actionTime() / 1000);
      const claims = {
        iat: issuedAt,
        iss: issuer(),
        sub: user().user_id,
        exp: issuedAt + (options.expiresInSeconds ?? DEFAULT_LIFETIME_SECONDS),
        ip: request().ip,
        ...options.payload,
      };
      return signSessionToken(claims, options.secret);
    },

    sendUserTo(url: string, options?: { query?: Record<string, string> }): object {
      if (recorder.has('prompt.render')) {
        recorder.abort(EXCLUSIVE);
        return api();
      }
      const target = new URL(url);
      for (const [name, value] of Object.entries(options?.query ?? {})) target.searchParams.set(name, value);
      recorder.record('redirect.sendUserTo', { url: target.href });
      return api();
    },

    canRedirect(): boolean {
      const query = request().query;
      if (isPlainObject(query) && query.prompt === 'none') return false;
      const transaction = isPlainObject(event.transaction) ? event.transaction : {};
      return !NO_REDIRECT_PROTOCOLS.includes(transaction.protocol);
    },

    validateToken(options: { secret: string; tokenParameterName?: string }): JsonObject {
      const { query, body } = request();
      const parameters = {
        ...(isPlainObject(query) && query),
        ...(isPlainObject(body) && body),
      } as JsonObject;
      const name = options.tokenParameterName || DEFAULT_PARAMETER;
      const token = parameters[name];
      if (!token) {
        throw new Error(
          `There is no parameter called '${name}' available in either the POST body or query string.`,
        );
      }
      const check = checkSessionToken(String(token), {
        secret: options.secret,
        issuer: issuer(),
        state: parameters.state,
        subject: user().user_id,
        now: Math.floor(actionTime() / 1000),
      });
      if (!check.valid) throw new Error(`The session token is invalid: ${check.reason}`);
      return check.payload;
    },
  };
}
