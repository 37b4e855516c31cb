import type { Context } from 'hono';
import type { TenantContext } from '../tenant-context';
import { logRequest } from './login-log';
import { OAuthError } from './oauth-error';

/**
 * What a request is answered that failed as nobody expected: Auth0's `server_error`, never the failure's own
 * words or stack. Those frames go into the tenant log, without the message, which may hold what somebody typed.
 */
export function unexpectedError(tenant: TenantContext, c: Context, error: unknown): OAuthError {
  const answer = new OAuthError(500, 'server_error', 'Internal server error');
  try {
    logRequest(
      tenant,
      c,
      'f',
      {},
      {
        description: answer.description,
        details: {
          error: {
            message: answer.description,
            oauthError: answer.error,
            type: error instanceof Error ? error.name : typeof error,
            stack: framesOf(error),
          },
        },
      },
    );
  } catch {
    // The store itself may be what failed; the caller is answered all the same.
  }
  return answer;
}

function framesOf(error: unknown): string[] {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return lines.filter((line) => /^\s+at /.test(line)).map((line) => line.trim());
}
