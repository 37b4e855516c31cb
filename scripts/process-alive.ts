import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** Whether another process of this id runs. Ids are used again: it may be another one than was meant. */
export function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !isZombie(pid);
}

/** Resolves with whether that process ended within so many milliseconds, and before the signal came. */
export async function endsWithin(pid: number, milliseconds: number, signal?: AbortSignal): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (isAlive(pid)) {
    if (Date.now() >= deadline || signal?.aborted) return false;
    await wait(50);
  }
  return true;
}

/** Ended, but nobody asked how: the first process of a container often never asks for those that it inherited. */
function isZombie(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The state stands behind the command's name, which is in parentheses and may contain some.
    return status.slice(status.lastIndexOf(')')).startsWith(') Z');
  } catch {
    // Only Linux tells so; elsewhere the first process asks.
    return false;
  }
}
