import { UserError } from '../terminal';
import { causeOf } from './tenant-connection';

/** What a tenant answered is no fault of gatehouse: it is shown as a message. Other errors go through as they are. */
export function explainTenantError(error: unknown, environment: string): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const { statusCode, body } = error as { statusCode?: number; body?: { message?: unknown } };
  if (statusCode !== undefined) {
    const said = typeof body?.message === 'string' ? body.message : error.message;
    return new UserError('TENANT_ERROR', `The tenant of ${environment} answered ${statusCode}: ${said}`);
  }
  if (
    /^(Management|Auth0)\w*Error$|Timeout|^TypeError$/.test(error.name) &&
    /fetch|timeout|timed out|socket/i.test(error.message)
  ) {
    return new UserError(
      'TENANT_UNREACHABLE',
      `The tenant of ${environment} could not be reached: ${causeOf(error)}.`,
    );
  }
  return error;
}
