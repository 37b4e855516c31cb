import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../scripts/project-root';

/** A copy of tenant/ (and, where asked for, actions/) that a test may break. */
export interface ProjectCopy {
  root: string;
  /** Replaces `before`, which has to occur, and returns the 1-based line of the change. */
  edit(file: string, before: string, after: string): number;
  write(file: string, text: string): void;
  remove(): void;
}

export function copyProject(folders: readonly string[] = ['tenant']): ProjectCopy {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-test-'));
  for (const folder of folders) {
    cpSync(join(PROJECT_ROOT, folder), join(root, folder), { recursive: true });
  }
  return {
    root,
    edit: (file, before, after) => {
      const path = join(root, file);
      const text = readFileSync(path, 'utf8');
      const index = text.indexOf(before);
      if (index < 0) throw new Error(`${file} does not contain ${JSON.stringify(before)}`);
      writeFileSync(
        path,
        text.replace(before, () => after),
      );
      return text.slice(0, index).split('\n').length;
    },
    write: (file, text) => writeFileSync(join(root, file), text),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
