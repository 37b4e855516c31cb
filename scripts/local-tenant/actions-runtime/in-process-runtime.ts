import { PROJECT_ROOT } from '../../project-root';
import type { ActionsRuntime } from './contract';
import { InstanceKeys } from './instance-keys';
import { runTrigger } from './run-trigger';
import { executeAction, Instances } from './sandbox/execute-action';
import type { ActionAnswer, ActionCall } from './sandbox/messages';
import { TriggerCaches } from './trigger-caches';

/**
 * The same loader, `api` and pipeline without processes: for benchmarks and for tests of Actions that are trusted.
 * Nothing stops an Action that spins or exits, and no clock counts.
 */
export function createInProcessRuntime(): ActionsRuntime {
  const instances = new Instances(PROJECT_ROOT);
  const keys = new InstanceKeys();
  const caches = new TriggerCaches();
  return {
    run: (trigger) =>
      runTrigger(
        trigger,
        async (call) => {
          const instance = keys.keyOf(trigger, call);
          // A process gets the text once; copying it for every call would count as the Action's cost.
          const { code, ...rest } = call;
          const copied = detached<Omit<ActionCall, 'code'>>({ ...rest, instance });
          return detached<ActionAnswer>(await executeAction(instances, { ...copied, code }));
        },
        caches.of(trigger),
      ),
    close: async () => {},
  };
}

/** What the other side of a process boundary would get. */
function detached<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
