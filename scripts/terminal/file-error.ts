import { UserError } from './user-error';

/** What the system says of a file, in words. */
const MEANING: Readonly<Record<string, string>> = {
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

/** A full disk, a folder that may not be written and the like are no fault of gatehouse: code `FILE_PROBLEM`. */
export function explainFileError(error: unknown): unknown {
  const { code = '', path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  const meaning = MEANING[code];
  if (meaning === undefined || syscall === undefined) return error;
  return new UserError('FILE_PROBLEM', `${path ?? 'A file'}: ${meaning} (${syscall} ${code}).`);
}
