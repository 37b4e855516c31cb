import { AsyncLocalStorage } from 'node:async_hooks';
import { LogBuffer } from './log-buffer';

/** One call of one Action. Code that outlives its call still carries the context, which is over by then. */
export interface RunContext {
  log: LogBuffer;
  /** Milliseconds since the epoch; absent: the real clock. */
  now: number | undefined;
  over: boolean;
}

const storage = new AsyncLocalStorage<RunContext>();

export function currentRun(): RunContext | undefined {
  return storage.getStore();
}

/** Runs `work` so that console output and the clock belong to this call, also across `await`. */
export async function inRunContext<T>(
  now: number | undefined,
  work: (context: RunContext) => Promise<T>,
): Promise<T> {
  const context: RunContext = { log: new LogBuffer(), now, over: false };
  try {
    return await storage.run(context, () => work(context));
  } finally {
    context.over = true;
  }
}
