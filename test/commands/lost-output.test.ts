import { spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../scripts/project-root';

describe('where nobody can read what a command prints', () => {
  it('it goes on to its end, with its own exit code and without a stack', async () => {
    expect(await gatehouse(['check', 'local'], 'closed')).toEqual({ exitCode: 0, stderr: '' });
    const { exitCode, stderr } = await gatehouse(['check', 'nowhere', '--json'], 'closed');
    expect(exitCode).toBe(1);
    expect(stderr).not.toMatch(/EPIPE|at .*\.(js|ts):/);
  });

  const onLinux = existsSync('/dev/full') ? it : it.skip;
  onLinux('because the disk is full, that is an error', async () => {
    const { exitCode, stderr } = await gatehouse(['check', 'local', '--json'], openSync('/dev/full', 'w'));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^Standard output cannot be written: ENOSPC.*\n$/);
  });

  it('a folder that cannot be made is no fault of gatehouse', async () => {
    const out = join(PROJECT_ROOT, 'package.json', 'dist');
    const { exitCode, stderr } = await gatehouse(['build', 'local', '--out', out], 'closed');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('a part of the path is a file, not a folder');
    expect(stderr).not.toContain('This is a fault in gatehouse');
  });
});

/** @param output a file descriptor, or a pipe that is closed before anything is written to it */
function gatehouse(words: string[], output: number | 'closed') {
  const child = spawn(process.execPath, [join(PROJECT_ROOT, 'scripts/gatehouse.cjs'), ...words], {
    stdio: ['ignore', output === 'closed' ? 'pipe' : output, 'pipe'],
  });
  child.stdout?.destroy();
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise<{ exitCode: number | null; stderr: string }>((resolve) => {
    child.once('close', (exitCode) => resolve({ exitCode, stderr }));
  });
}
