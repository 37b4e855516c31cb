/**
 * The program of a sandbox process. It is bundled to one text and sent to the new process (sandbox-program.ts),
 * which compiles it with `modulesFrom` in scope: the folder whose node_modules hold declared dependencies.
 */
import type { ActionError } from '../contract';
import { executeAction, Instances } from './execute-action';
import { guardBuiltIns } from './guard-built-ins';
import { toError } from './load-action';
import type { ActionAnswer, CallMessage } from './messages';
import { currentRun } from './run-context';
import { shieldProcess } from './shield-process';

declare const modulesFrom: string;

const instances = new Instances(modulesFrom);
const send = shieldProcess();
const putBuiltInsBack = guardBuiltIns();
const atNextTurn = setImmediate;
/** Counts calls, so that a call is answered once: by its handler or by an error nobody awaited. */
let running = 0;
let calls = 0;

process.on('message', (message: CallMessage) => {
  calls += 1;
  const call = calls;
  running = call;
  send({ type: 'started' });
  instances.forget(message.forget);
  // Not before the event loop turns: what the Action left spinning in promises holds up its own answer, nobody else's.
  void executeAction(instances, message.call).then((answer) => atNextTurn(respond, call, answer));
});

process.on('uncaughtException', failFromOutside);
process.on('unhandledRejection', failFromOutside);
send({ type: 'ready' });

function respond(call: number, answer: ActionAnswer): void {
  if (running !== call) return;
  running = 0;
  const unfinished = putBuiltInsBack() || answer.unfinished === true || leavesWork() || listensAlong();
  send({ type: 'answer', answer: unfinished ? { ...answer, unfinished } : answer });
}

/** An error outside the awaited handler fails the call that it belongs to; one of an earlier call harms nobody. */
function failFromOutside(thrown: unknown): void {
  if (running === 0 || currentRun()?.over === true) return;
  const { name, message, stack } = toError(thrown);
  const error: ActionError = { kind: 'threw', name, message, ...(stack !== undefined && { stack }) };
  const logs = currentRun()?.log.freeze() ?? [];
  respond(running, { commands: [], logs, durationMs: 0, error, unfinished: true });
}

/** To the calls of other Actions, with their secrets; or it took away the one listener that there is. */
function listensAlong(): boolean {
  return process.listenerCount('message') !== 1;
}

/**
 * Timers and servers. Immediates do not count: `fetch` leaves one, and one that spins is noticed when the next call
 * does not begin.
 */
function leavesWork(): boolean {
  return process.getActiveResourcesInfo().some((resource) => /^Timeout$|ServerWrap$/.test(resource));
}
