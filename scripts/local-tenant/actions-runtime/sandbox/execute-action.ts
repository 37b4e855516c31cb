import { performance } from 'node:perf_hooks';
import type { ActionError, ActionErrorKind } from '../contract';
import { createApi } from './api';
import { CommandRecorder } from './command-recorder';
import { installFrozenClock } from './frozen-clock';
import { type LoadedAction, loadAction, toError } from './load-action';
import type { ActionAnswer, ActionCall } from './messages';
import { inRunContext } from './run-context';

/** The Actions of one process, loaded once and kept: module state survives from user to user, as on the platform. */
export class Instances {
  private readonly loaded = new Map<string, LoadedAction>();

  /** @param modulesFrom the folder whose node_modules hold the Actions' declared dependencies */
  constructor(private readonly modulesFrom: string) {}

  forget(keys: string[]): void {
    for (const key of keys) this.loaded.delete(key);
  }

  /** @throws SyntaxError where the text does not compile */
  get(call: Pick<ActionCall, 'instance' | 'name' | 'dependencies'> & { code?: string }): LoadedAction {
    const known = this.loaded.get(call.instance);
    if (known) return known;
    const fresh = loadAction(call.code ?? '', call.name, call.dependencies, this.modulesFrom);
    this.loaded.set(call.instance, fresh);
    return fresh;
  }
}

/** Runs one entrypoint of one Action to its end. Never rejects. */
export function executeAction(
  instances: Instances,
  call: Omit<ActionCall, 'code'> & { code?: string },
): Promise<ActionAnswer> {
  if (call.now !== undefined) installFrozenClock();
  return inRunContext(call.now, async (context) => {
    const recorder = new CommandRecorder();
    const { api, cacheChanges } = createApi(call, recorder);
    const began = performance.now();
    let error: ActionError | undefined;
    let stage: ActionErrorKind = 'invalid';
    try {
      const loaded = instances.get(call);
      stage = 'threw';
      if (call.optional && !loaded.has(call.handler)) {
        return { commands: [], logs: context.log.freeze(), durationMs: 0, skipped: true };
      }
      const handler = loaded.handler(call.trigger, call.handler);
      await handler(call.event, api);
      if (recorder.abortion !== undefined) throw new Error(recorder.abortion);
    } catch (thrown) {
      error = describeError(stage, toError(thrown));
    }
    const durationMs = performance.now() - began;
    const logs = context.log.freeze();
    if (error) return { commands: [], logs, durationMs, error };
    const cache = cacheChanges();
    return { commands: recorder.commands, logs, durationMs, ...(cache && { cache }) };
  });
}

function describeError(kind: ActionErrorKind, error: Error): ActionError {
  const { code } = error as { code?: unknown };
  return {
    kind,
    name: text(error.name, 'Error'),
    message: text(error.message, ''),
    ...(typeof code === 'string' && { code }),
    ...(typeof error.stack === 'string' && { stack: error.stack }),
  };
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
