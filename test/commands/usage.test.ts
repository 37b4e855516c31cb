import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../scripts/project-root';

describe('a command line that is not understood', () => {
  it.each([
    ['an unknown option', ['plan', 'local', '--jsno', '--json'], "unknown option '--jsno'"],
    ['a missing argument', ['rollback', '--json'], "missing required argument 'environment'"],
    ['an unknown command', ['destroy', '--json'], "unknown command 'destroy'"],
    ['no command', ['--json'], '--json'],
  ])('is told to people and, with --json, as one object: %s', (_what, words, saying) => {
    const { status, stdout, stderr } = gatehouse(words);
    expect(status).toBe(1);
    expect(stderr).toContain(saying);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'USAGE', message: expect.stringContaining('--help') },
    });
  });

  it('leaves standard output empty without --json', () => {
    expect(gatehouse(['plan', 'local', '--jsno'])).toMatchObject({ status: 1, stdout: '' });
  });

  it('is not one that asks for help or for the version', () => {
    expect(gatehouse(['--version'])).toMatchObject({ status: 0, stderr: '' });
    expect(gatehouse(['plan', '--help', '--json']).stdout).toContain('Usage: gatehouse plan');
  });
});

function gatehouse(words: string[]) {
  return spawnSync(process.execPath, [join(PROJECT_ROOT, 'scripts/gatehouse.cjs'), ...words], {
    encoding: 'utf8',
  });
}
