import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../scripts/project-root';

describe('load-typescript.cjs', () => {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-load-'));
  const program = join(root, 'program.ts');
  const kept = join(root, 'node_modules/.cache/gatehouse');

  beforeAll(() => {
    mkdirSync(join(root, 'scripts'));
    mkdirSync(join(root, 'node_modules'));
    cpSync(join(PROJECT_ROOT, 'scripts/load-typescript.cjs'), join(root, 'scripts/load-typescript.cjs'));
    symlinkSync(join(PROJECT_ROOT, 'node_modules/esbuild'), join(root, 'node_modules/esbuild'));
    writeFileSync(join(root, 'word.ts'), "export const word: string = 'first';\n");
    writeFileSync(join(root, 'word.json'), '"of the data file"\n');
    writeFileSync(program, "import { word } from './word';\nprocess.stdout.write(word);\n");
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  function run(environment: Record<string, string> = {}) {
    const flags = ['--require', './scripts/load-typescript.cjs'];
    return spawnSync(process.execPath, [...flags, program], {
      cwd: root,
      encoding: 'utf8',
      env: environment,
    });
  }

  it('runs TypeScript, and keeps what came of each file', () => {
    expect(run().stdout).toBe('first');
    expect(readdirSync(kept).sort()).toEqual(['program.ts.js', 'word.ts.js']);
    expect(run().stdout).toBe('first');
  });

  it('compiles a changed file again, even where size and time of the file are the same', () => {
    const file = join(root, 'word.ts');
    const { atime, mtime } = statSync(file);
    writeFileSync(file, "export const word: string = 'other';\n");
    utimesSync(file, atime, mtime);
    expect(run().stdout).toBe('other');
  });

  it('compiles a file again where what was kept of it is damaged', () => {
    writeFileSync(join(kept, 'word.ts.js'), 'exports.word = "half of');
    expect(run().stdout).toBe('other');
  });

  it('shows a fault at its line of the source where somebody looks for it', () => {
    appendFileSync(program, 'interface Gone {\n  much: string;\n}\nthrow new Error("here");\n');
    expect(run({ GATEHOUSE_DEBUG: '1' }).stderr).toContain('program.ts:6');
  });
});
