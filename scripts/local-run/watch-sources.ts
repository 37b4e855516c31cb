import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';

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
      // Folders may have come and gone. Before the call, so that it sees what changed until now.
      stopWatching();
      stopWatching = watchFolders(folders, changed);
      running = running.then(onChange).catch(fail);
    }, SETTLE_MILLISECONDS);
  };
  let stopWatching = watchFolders(folders, changed);
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    await Promise.race([stopped, failed]);
    await running;
  } finally {
    clearTimeout(timer);
    stopWatching();
  }
}

/**
 * Folders are watched, not files: many editors replace a file when they save it, and Node goes on watching the one
 * that is gone. For the same reason not `recursive`, which on Linux watches each file.
 */
function watchFolders(folders: readonly string[], changed: () => void): () => void {
  const watchers: FSWatcher[] = folders
    .flatMap(withSubfolders)
    .map((folder) => watch(folder, changed).on('error', changed));
  return () => {
    for (const watcher of watchers) watcher.close();
  };
}

function withSubfolders(folder: string): string[] {
  try {
    const inside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [folder, ...inside.flatMap((entry) => withSubfolders(join(folder, entry.name)))];
  } catch {
    // Gone meanwhile: that is a change of the folder above it.
    return [];
  }
}
