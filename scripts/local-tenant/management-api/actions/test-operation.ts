import type { RunnableTrigger } from '../../actions-runtime';
import type { JsonObject } from '../../store';
import { badRequest } from '../api-error';
import { bodyObject, isObject, type Operation, ok } from '../operation';
import { actionSecrets } from './action-documents';
import { findAction } from './action-operations';

/** The triggers that the local tenant runs. */
const RUNNABLE: readonly string[] = ['post-login', 'pre-user-registration'] satisfies RunnableTrigger[];

/**
 * Runs an Action's draft with the event of the payload, as the dashboard's editor does; nothing is kept. What
 * Auth0 answers inside `payload` is documented nowhere: here it is the runtime's own report.
 */
export const TEST_OPERATION: Operation = {
  method: 'POST',
  path: '/actions/actions/:id/test',
  scopes: ['create:actions'],
  async handle(request) {
    const { tenant } = request;
    const action = findAction(request);
    const trigger = action.supported_triggers[0]?.id ?? '';
    if (!isRunnable(trigger)) throw badRequest(`The local tenant does not run the trigger ${trigger}.`);
    const { payload } = bodyObject(request);
    const event = isObject(payload) && isObject(payload.event) ? payload.event : payload;
    const { durationMs, ...result } = await tenant.runtime.run({
      trigger,
      actions: [
        {
          id: action.id,
          name: action.name,
          code: action.code,
          secrets: actionSecrets(tenant).get(action.id)?.values ?? {},
          dependencies: action.dependencies.map(({ name }) => name),
        },
      ],
      event: isObject(event) ? event : {},
    });
    return ok({ payload: { ...withoutStacks(result), duration_ms: durationMs } });
  },
};

/** A stack names files of this machine. */
function withoutStacks(result: object): JsonObject {
  const text = JSON.stringify(result, (key, value: unknown) => (key === 'stack' ? undefined : value));
  return JSON.parse(text) as JsonObject;
}

function isRunnable(trigger: string): trigger is RunnableTrigger {
  return RUNNABLE.includes(trigger);
}
