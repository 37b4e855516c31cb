import { writeSync } from 'node:fs';

/** The reader has gone: `| head`, a log collector that ended, Ctrl-C to a whole pipeline, a closed terminal. */
const READER_GONE = new Set(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED']);

const STDERR = 2;

/**
 * Keeps a command going where nobody reads what it prints: a deploy has to put back what it changed. Its exit code
 * stays what it is. Where output is lost for another reason, e.g. a full disk, that is said, and the exit code is 1.
 */
export function surviveLostOutput(): void {
  let lost = false;
  process.on('exit', () => {
    if (lost) process.exitCode = 1;
  });
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (lost || isReaderGone(error)) return;
    lost = true;
    try {
      writeSync(STDERR, `Standard output cannot be written: ${error.message}.\n`);
    } catch {
      // Then there is nowhere left to say it: the exit code does.
    }
  });
  process.stderr.on('error', () => undefined);
}

/** Whether a write failed because nobody reads any more. */
export function isReaderGone(error: unknown): boolean {
  return READER_GONE.has((error as NodeJS.ErrnoException | undefined)?.code ?? '');
}
