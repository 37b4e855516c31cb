import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../project-root';
import type {
  ActionError,
  ActionsRuntime,
  ActionsRuntimeOptions,
  TriggerResult,
  TriggerRun,
} from './contract';
import { emptyEffects } from './effects';
import { InstanceKeys } from './instance-keys';
import { sandboxFlags } from './node-flags';
import { type ExecuteAction, runTrigger } from './run-trigger';
import { SandboxPool } from './sandbox-pool';
import { NOT_STARTED } from './sandbox-process';
import { sandboxProgram } from './sandbox-program';
import { TriggerCaches } from './trigger-caches';

/** For all Actions of a trigger together, counted anew after each suspension (docs page actions/limitations). */
const PLATFORM_TIMEOUT_MS = 20_000;
/** Auth0 documents no memory limit: room for any sensible Action, far below what would hurt this machine. */
const HEAP_MEGABYTES = 128;
const RESIDENT_MEGABYTES = 300;
/** How often a call is tried again with another process when one ended before it began. */
const MOST_STARTS = 3;
const LONG_MS = 2 ** 31 - 1;

const TIMEOUT: ActionError = {
  kind: 'timeout',
  name: 'Error',
  message: 'Request to Webtask exceeded allowed execution time',
};

/**
 * The Actions runtime in child processes that can be killed: an Action that spins, hangs, exhausts memory or exits
 * fails its own login and nothing else. Processes start with the first run; the runtime never keeps Node alive.
 */
export function createActionsRuntime(options: ActionsRuntimeOptions = {}): ActionsRuntime {
  const node = options.node ?? (process.env.GATEHOUSE_ACTION_NODE || undefined);
  const timeoutMs = options.timeoutMs ?? PLATFORM_TIMEOUT_MS;
  const instances = new InstanceKeys();
  const caches = new TriggerCaches();
  const pool = new SandboxPool({
    residentMegabytes: options.residentMegabytes ?? RESIDENT_MEGABYTES,
    cold: options.cold === true,
    prepare: async () => {
      const modules = join(PROJECT_ROOT, 'node_modules');
      // The folder may be a link: the permission model looks at both names.
      const readable = [...new Set([modules, realpathSync(modules)])].map((folder) => join(folder, '*'));
      const [flags, program] = await Promise.all([
        sandboxFlags(node, options.heapMegabytes ?? HEAP_MEGABYTES, readable),
        sandboxProgram(),
      ]);
      return {
        node,
        flags,
        program,
        modulesFrom: PROJECT_ROOT,
        // Node reads it before the first Action runs; the sandbox takes it out of the environment at once.
        environment:
          options.extraCertificates === undefined ? {} : { NODE_EXTRA_CA_CERTS: options.extraCertificates },
      };
    },
  });
  const endWithParent = () => pool.close();
  process.once('exit', endWithParent);

  async function run(trigger: TriggerRun): Promise<TriggerResult> {
    if (trigger.actions.length === 0) return runTrigger(trigger, neverCalled, { records: {} });
    // Sandbox processes never keep Node alive; a run that is under way does.
    const keepAlive = setInterval(() => {}, LONG_MS);
    try {
      return await runInSandbox(trigger);
    } catch (error) {
      return notRun((error as Error).message);
    } finally {
      clearInterval(keepAlive);
    }
  }

  async function runInSandbox(trigger: TriggerRun): Promise<TriggerResult> {
    let sandbox = await pool.acquire();
    let clock = setTimeout(() => sandbox.kill(TIMEOUT), timeoutMs);
    const execute: ExecuteAction = async (call) => {
      const keyed = { ...call, instance: instances.keyOf(trigger, call) };
      for (let starts = 0; starts < MOST_STARTS; starts += 1) {
        const answer = await sandbox.execute(keyed);
        if (answer !== NOT_STARTED) return answer;
        clearTimeout(clock);
        pool.release(sandbox);
        sandbox = await pool.acquire();
        clock = setTimeout(() => sandbox.kill(TIMEOUT), timeoutMs);
      }
      return { commands: [], logs: [], durationMs: 0, error: unavailable('no process began the call') };
    };
    try {
      return await runTrigger(trigger, execute, caches.of(trigger));
    } finally {
      clearTimeout(clock);
      pool.release(sandbox);
    }
  }

  return {
    run,
    close: async () => {
      process.removeListener('exit', endWithParent);
      pool.close();
    },
  };
}

function neverCalled(): never {
  throw new Error('There is no Action to run.');
}

function notRun(reason: string): TriggerResult {
  return {
    outcome: { kind: 'failed', error: unavailable(reason) },
    effects: emptyEffects(),
    reports: [],
    durationMs: 0,
  };
}

function unavailable(reason: string): ActionError {
  return { kind: 'unavailable', name: 'Error', message: `The Actions runtime is not available: ${reason}` };
}
