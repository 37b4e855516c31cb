import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PROJECT_ROOT } from '../../scripts/project-root';

/** A small house in which each file breaks the rule that it is named for, or keeps to all of them. */
const HOUSE: Readonly<Record<string, string>> = {
  'actions/policy/kept.ts': "import { hash } from 'node:crypto'; export const kept = hash;",
  'actions/platform/kept.ts':
    "import type { Event } from '@auth0/actions/post-login/v3'; import { kept } from '../policy/kept'; export const read = (event: Event) => kept(event);",
  'actions/post-login/kept.ts': "import { read } from '../platform/kept'; export const run = read;",
  'actions/types/post-login/v3.d.ts': 'export type Event = string;',
  'actions/policy/outside.ts': "import { door } from '../../scripts/store'; export const outside = door;",
  'actions/policy/outside-type.ts':
    "import type { Door } from '../../scripts/store'; export type Outside = Door;",
  'actions/policy/package.ts': "import { z } from 'zod'; export const schema = z;",
  'actions/policy/platform.ts': "import { read } from '../platform/kept'; export const decide = read;",
  'actions/policy/types.ts':
    "import type { Event } from '@auth0/actions/post-login/v3'; export type Facts = Event;",
  'actions/platform/action.ts': "import { run } from '../post-login/kept'; export const apply = run;",
  'actions/policy/cycle.ts': "import { other } from './cycle-back'; export const one = other;",
  'actions/policy/cycle-back.ts': "import { one } from './cycle'; export const other = one;",
  'scripts/store/index.ts': "export { door } from './inside'; export type Door = string;",
  'scripts/store/inside.ts': 'export const door = 1;',
  'scripts/deploy/index.ts': "export { all } from './all';",
  'scripts/deploy/all.ts': 'export const all = 1;',
  'scripts/deploy/deploy-to-local.ts': 'export const small = 1;',
  'scripts/kept.ts':
    "import { small } from './deploy/deploy-to-local'; import { door } from './store'; export const kept = [small, door];",
  'scripts/window.ts': "import { door } from './store/inside'; export const window = door;",
  'scripts/local-tenant/authentication-api/kept.ts': 'export const kept = 1;',
  'scripts/local-tenant/universal-login/kept.ts':
    "import { kept } from '../authentication-api/kept'; export const login = kept;",
  'scripts/local-tenant/dashboard/beside.ts':
    "import { kept } from '../authentication-api/kept'; export const beside = kept;",
  'scripts/platform.ts': "import { read } from '../actions/platform/kept'; export const platform = read;",
  'scripts/tested.ts': "import { support } from '../test/support'; export const tested = support;",
  'test/support.ts': 'export const support = 1;',
};

const BROKEN = [
  'actions-stand-alone: actions/policy/outside-type.ts',
  'actions-stand-alone: actions/policy/outside.ts',
  'actions-stand-alone: actions/policy/package.ts',
  'dashboard-stands-apart: scripts/local-tenant/dashboard/beside.ts',
  'door-of-store: scripts/window.ts',
  'no-cycles: actions/policy/cycle-back.ts',
  'platform-does-not-know-actions: actions/platform/action.ts',
  'policy-is-pure: actions/policy/platform.ts',
  'policy-is-pure: actions/policy/types.ts',
  'scripts-do-not-import-tests: scripts/tested.ts',
  'scripts-share-decisions-only: scripts/platform.ts',
];

interface Violation {
  from: string;
  rule: { name: string; severity: string };
}

/** `npm run house` holds the project to these rules; here each of them is seen to bite. */
describe('the rules of who may import what', () => {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-house-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('find each breach, and nothing else', () => {
    for (const [file, text] of Object.entries(HOUSE)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) {
      cpSync(join(PROJECT_ROOT, file), join(root, file));
    }
    const cruiser = join(PROJECT_ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const folders = ['actions', 'scripts', 'test'];
    const { stdout } = spawnSync(
      process.execPath,
      [cruiser, ...folders, '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
      { cwd: root, encoding: 'utf8' },
    );
    const { violations } = (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary;
    expect(violations.filter(({ rule }) => rule.severity !== 'error')).toEqual([]);
    expect(violations.map(({ from, rule }) => `${rule.name}: ${from}`).sort()).toEqual(BROKEN);
  });
});
