import { UserError } from './user-error';

/** What the system says of a file, in words. */
const MEANING: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist, or its folder does not',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder, not a file',
  EMFILE: 'too many files are open',
  EIO: 'the disk reports an error',
};

/** What is wrong with a file: `the disk is full (ENOSPC)`. */
export function fileProblem(error: unknown): string {
  const { code = 'unknown' } = (error ?? {}) as NodeJS.ErrnoException;
  return MEANING[code] === undefined ? code : `${MEANING[code]} (${code})`;
}

/** A full disk, a folder that may not be written and the like are no fault of gatehouse: code `FILE_PROBLEM`. */
export function explainFileError(error: unknown): unknown {
  const { code = '', path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (MEANING[code] === undefined || syscall === undefined) return error;
  return new UserError('FILE_PROBLEM', `${path ?? 'A file'}: ${fileProblem(error)}, at ${syscall}.`);
}
