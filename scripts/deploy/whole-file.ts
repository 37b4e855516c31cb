import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { fileProblem, UserError } from '../terminal';

/** A record is there as a whole or not at all. @throws UserError `FILE_UNWRITABLE` */
export function writeWhole(file: string, value: unknown): void {
  const draft = `${file}.${process.pid}`;
  whereWritable(file, () => {
    writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    renameSync(draft, file);
  });
}

/** Says before a deploy what would go wrong after it. @throws UserError `FILE_UNWRITABLE` */
export function requireWritable(file: string): void {
  whereWritable(file, () => {
    accessSync(dirname(file), constants.W_OK);
    if (existsSync(file)) closeSync(openSync(file, 'r+'));
  });
}

function whereWritable(file: string, work: () => void): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    work();
  } catch (error) {
    throw new UserError(
      'FILE_UNWRITABLE',
      `${file} cannot be written: ${fileProblem(error)}. The record of a release has to be kept there: without it nothing can be put back.`,
    );
  }
}
