import { randomUUID } from 'node:crypto';
import {
  errorClass,
  type RunnableTrigger,
  type TriggerOutcome,
  type TriggerResult,
} from '../actions-runtime';
import type { JsonObject } from '../store';
import type { TenantContext } from '../tenant-context';
import { keepNewest, logEvent } from '../tenant-log';

const KEPT_EXECUTIONS = 500;

interface ExecutionRecord extends JsonObject {
  id: string;
}

interface Leg {
  trigger: RunnableTrigger;
  startedAt: string;
  result: TriggerResult;
}

/**
 * Keeps what GET /api/v2/actions/executions/{id} answers, and writes `actions_execution_failed` for an Action
 * that failed. Nothing is kept where no Action is bound.
 *
 * @returns the execution's id in a list, as the tenant log has it
 */
export function recordExecution(tenant: TenantContext, { trigger, startedAt, result }: Leg): string[] {
  if (result.reports.length === 0) return [];
  const id = randomUUID();
  const endedAt = tenant.now().toISOString();
  const executions = tenant.store.collection<ExecutionRecord>('action-executions');
  executions.put(id, {
    id,
    trigger_id: trigger,
    status: statusOf(result.outcome),
    results: result.reports.map((report) => ({
      action_name: report.name,
      error: report.error === undefined ? null : { id: report.error.kind, msg: report.error.message },
      started_at: report.startedAt,
      ended_at: new Date(Date.parse(report.startedAt) + report.durationMs).toISOString(),
    })),
    created_at: startedAt,
    updated_at: endedAt,
  });
  keepNewest(tenant.store, 'action-executions', executions, KEPT_EXECUTIONS, (old) => old.id);
  logFailures(tenant, id, trigger, result);
  return [id];
}

function statusOf(outcome: TriggerOutcome): string {
  if (outcome.kind === 'redirect' || outcome.kind === 'form' || outcome.kind === 'challenge')
    return 'suspended';
  return outcome.kind === 'failed' ? 'partial' : 'final';
}

function logFailures(
  tenant: TenantContext,
  executionId: string,
  trigger: string,
  result: TriggerResult,
): void {
  for (const report of result.reports) {
    const { error } = report;
    if (error === undefined) continue;
    logEvent(tenant, 'actions_execution_failed', {
      description: `${report.name} failed on ${trigger}`,
      details: {
        trigger_id: trigger,
        execution_id: executionId,
        action_id: report.id,
        action_name: report.name,
        version_id: versionOf(tenant, report.id),
        binding_id: bindingOf(tenant, trigger, report.id),
        error_class: errorClass(error.kind),
        action_error: { name: error.name, message: error.message, code: error.code, stack: error.stack },
      },
    });
  }
}

function versionOf(tenant: TenantContext, actionId: string): unknown {
  return tenant.store.collection<JsonObject>('actions').get(actionId)?.deployed_version_id;
}

function bindingOf(tenant: TenantContext, trigger: string, actionId: string): string | undefined {
  const bound = tenant.store
    .collection<{ bindings: { id: string; action_id: string }[] }>('bindings')
    .get(trigger);
  return bound?.bindings.find((binding) => binding.action_id === actionId)?.id;
}
