import { watch } from 'node:fs';

/** Editors write a file in several steps; one save is one change. */
const SETTLE_MILLISECONDS = 100;

/**
 * Calls `onChange` after files below `folders` changed, one call at a time, until `signal`. What changes while a
 * call runs leads to one more call.
 */
export async function watchSources(
  folders: readonly string[],
  signal: AbortSignal,
  onChange: () => Promise<void>,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(onChange).catch(fail);
    }, SETTLE_MILLISECONDS);
  };
  const watchers = folders.map((folder) => watch(folder, { recursive: true }, changed));
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    await Promise.race([stopped, failed]);
    await running;
  } finally {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  }
}
