import type { TriggerOutcome, TriggerResult } from '../actions-runtime';
import type { JsonObject, LoginRecord } from '../store';
import type { TenantContext } from '../tenant-context';
import { keepNewest } from '../tenant-log';

const KEPT_LOGINS = 200;

/** What is known of a login before its first Action runs. */
export type LoginOpening = Pick<
  LoginRecord,
  'id' | 'trigger' | 'flow' | 'user_id' | 'user_name' | 'client_id' | 'connection'
>;

/** Adds one leg to the record of a login that the dashboard shows as a timeline. */
export function recordLeg(
  tenant: TenantContext,
  opening: LoginOpening,
  startedAt: string,
  result: TriggerResult,
): void {
  const logins = tenant.store.collection<LoginRecord>('logins');
  const record: LoginRecord = logins.get(opening.id) ?? {
    ...opening,
    started_at: startedAt,
    outcome: '',
    legs: [],
  };
  const { outcome, effects } = result;
  const reason = reasonOf(outcome);
  const detail = detailOf(outcome);
  record.outcome = outcome.kind;
  if (reason !== undefined) record.reason = reason;
  record.legs = [
    ...record.legs,
    {
      started_at: startedAt,
      duration_ms: result.durationMs,
      actions: result.reports as unknown as JsonObject[],
      outcome: outcome.kind,
      ...(detail === undefined ? {} : { detail }),
    },
  ];
  record.id_token_claims = effects.idTokenClaims;
  record.access_token_claims = effects.accessTokenClaims;
  logins.put(record.id, record);
  keepNewest(tenant.store, 'logins', logins, KEPT_LOGINS, (old) => old.id);
}

/** What the person or the app is told about an outcome that is not a success. */
export function reasonOf(outcome: TriggerOutcome): string | undefined {
  switch (outcome.kind) {
    case 'denied':
      return outcome.reason;
    case 'failed':
      return outcome.error.message;
    case 'invalid':
      return outcome.errors.map((error) => error.message).join(' ');
    default:
      return undefined;
  }
}

function detailOf(outcome: TriggerOutcome): JsonObject | undefined {
  switch (outcome.kind) {
    case 'redirect':
      return { url: outcome.url };
    case 'form':
      return { form_id: outcome.formId, fields: outcome.fields, vars: outcome.vars };
    case 'challenge':
      return { mode: outcome.mode, factors: outcome.factors };
    case 'invalid':
      return { errors: outcome.errors };
    case 'failed':
      return { error: { ...outcome.error } };
    default:
      return undefined;
  }
}
