import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { consoleBlocks } from './console-blocks';
import { type ConsoleSession, consoleSession } from './console-session';
import { withoutVolatileParts } from './same-output';

/** The README's walk through a new Action, taken from its text and done in a copy of the project. */
describe('the README’s new Action', () => {
  const blocks = consoleBlocks(readFileSync(join(PROJECT_ROOT, 'README.md'), 'utf8')).filter(
    ({ session }) => session === 'action',
  );
  const commands = blocks.map(({ command }) => command);
  let session: ConsoleSession;

  beforeAll(async () => {
    session = await consoleSession(commands, []);
  });
  afterAll(() => session.close());

  it('builds, and decides as the README says', async () => {
    expect(commands).toEqual(['npx gatehouse build local', 'npx gatehouse simulate admin.yaml']);
    for (const block of blocks) {
      expect(withoutVolatileParts(await session.run(block))).toBe(withoutVolatileParts(block.output));
    }
  });

  it('passes the type check with the lines that it asks for', () => {
    const files = [
      'actions/post-login/require-admin-email.ts',
      'actions/policy/reasons.ts',
      'scripts/bundle/policy-slice.ts',
      'scripts/config/tenant-file.ts',
    ];
    const project = join(session.root, 'tsconfig.walk.json');
    writeFileSync(project, JSON.stringify({ extends: './tsconfig.json', include: [], files }));
    const tsc = join(PROJECT_ROOT, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' });
    expect(stdout).toBe('');
  });
});
