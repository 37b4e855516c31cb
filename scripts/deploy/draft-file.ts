import { closeSync, createWriteStream, openSync, renameSync, rmSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { fileProblem, onStopSignal, UserError } from '../terminal';

/** A file that is written piece by piece and is there as a whole or not at all. */
export interface DraftFile {
  target: Writable;
  /** Why it cannot be written any more; undefined where it can. Code `FILE_UNWRITABLE`. */
  problem(): UserError | undefined;
  /** Gives it its name. @throws UserError `FILE_UNWRITABLE` */
  finish(): Promise<void>;
  discard(): void;
}

/** Only this user can read it: it names people. @throws UserError `FILE_UNWRITABLE` */
export function draftFile(file: string): DraftFile {
  const draft = `${file}.part`;
  try {
    closeSync(openSync(draft, 'w', 0o600));
  } catch (error) {
    throw unwritable(file, error);
  }
  const target = createWriteStream(draft);
  const discard = () => rmSync(draft, { force: true });
  const done = finished(target);
  // Whoever waits for `finish` learns of it; until then nobody may.
  done.catch(() => undefined);
  const release = onStopSignal(() => {
    discard();
    process.exit(130);
  });
  return {
    target,
    discard,
    problem: () => (target.errored ? unwritable(file, target.errored) : undefined),
    async finish() {
      target.end();
      try {
        await done;
        renameSync(draft, file);
      } catch (error) {
        discard();
        throw unwritable(file, error);
      } finally {
        release();
      }
    },
  };
}

function unwritable(file: string, error: unknown): UserError {
  return new UserError('FILE_UNWRITABLE', `${file} cannot be written: ${fileProblem(error)}.`);
}
