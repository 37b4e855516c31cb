import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';

/** Reads files of one project, each once, and remembers which ones: `--watch` needs the list. */
export class ProjectFiles {
  readonly #cache = new Map<string, Buffer | undefined>();

  constructor(readonly root: string) {}

  /** The file's bytes; undefined where it does not exist or is no file. @param path relative to the root */
  read(path: string): Buffer | undefined {
    const absolute = resolve(this.root, path);
    if (!this.#cache.has(absolute)) {
      let bytes: Buffer | undefined;
      try {
        bytes = readFileSync(absolute);
      } catch {
        bytes = undefined;
      }
      this.#cache.set(absolute, bytes);
    }
    return this.#cache.get(absolute);
  }

  sha256(path: string): string | undefined {
    const bytes = this.read(path);
    return bytes === undefined ? undefined : createHash('sha256').update(bytes).digest('hex');
  }

  /** Whether `path` stays inside `folder` (both relative to the root). */
  isInside(folder: string, path: string): boolean {
    const inner = relative(resolve(this.root, folder), resolve(this.root, path));
    return inner !== '' && inner !== '..' && !inner.startsWith(`..${sep}`);
  }

  /** Absolute paths of everything that was looked for, missing files included: they may appear. */
  get paths(): string[] {
    return [...this.#cache.keys()];
  }
}
