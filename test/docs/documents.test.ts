import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { REASON_CODES } from '../../actions/policy/decision';
import { RESEND_SECRETS } from '../../actions/policy/secrets';
import { missingScopes } from '../../scripts/deploy/preflight';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { type Results, withPerformance } from '../bench/readme';
import { consoleBlocks, withOutputs } from './console-blocks';
import { withoutVolatileParts } from './same-output';
import { shownScopes } from './shown-scopes';

const SCREEN = 60;
/** See .gitignore. */
const LEFT_BY_TESTS = ['screenshots'];
const ROOMS = ['actions', 'tenant', 'scripts', 'test'];
const INNER_ROOMS = ['scripts/deploy', 'scripts/local-tenant', 'scripts/sample-app'];
const DOCUMENTS = [
  'README.md',
  'CHANGELOG.md',
  ...[...ROOMS, ...INNER_ROOMS].map((room) => `${room}/README.md`),
];

const read = (file: string) => readFileSync(join(PROJECT_ROOT, file), 'utf8');

/** What looks like a file or a folder of the project, with `<name>` and `*` for any name. */
const FILE = /^(?=.*\/|.*\.(ts|tsx|cjs|ya?ml|json|md|html|css)$)[\w.<>*-]+(\/[\w.<>*-]+)*\/?$/;
/** Made when something runs; packages; endings. */
const NOT_OURS = /^(\.gatehouse|dist)\/|^@|^\.test/;

describe('the documents', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const commands = [...read('scripts/gatehouse.ts').matchAll(/from '\.\/commands\/([\w-]+)'/g)].map(
    ([, name = '']) => name,
  );
  // What the README's reader writes while reading is there, too.
  const written = consoleBlocks(read('README.md')).flatMap(({ edits }) => edits.map(({ file }) => file));
  const files = [
    ...written,
    ...readdirSync(PROJECT_ROOT),
    ...[...ROOMS, '.ci', '.github'].flatMap((folder) =>
      readdirSync(join(PROJECT_ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
        (path) => `${folder}/${path}`,
      ),
    ),
  ];
  /** Everything that takes a flag. */
  const programs = files
    .filter((path) => /^(scripts|test\/(bench|deploy\/faults|docs|fuzz))\/.*\.c?ts$/.test(path))
    .map((path) => read(path))
    .concat(Object.values(scripts))
    .join('\n');

  it.each(DOCUMENTS)('%s links only to what is there', (file) => {
    const links = [...read(file).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = '']) => target);
    const missing = links.filter((target) => !existsSync(join(PROJECT_ROOT, dirname(file), target)));
    expect(missing).toEqual([]);
  });

  it.each(DOCUMENTS)('%s leads to headings that are there', (file) => {
    const links = [...read(file).matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
    const missing = links.filter(([, target = '', anchor = '']) => {
      const there = target === '' ? file : join(dirname(file), target);
      return !anchorsOf(read(there)).includes(anchor);
    });
    expect(missing.map(([link]) => link)).toEqual([]);
  });

  it.each(DOCUMENTS)('%s names only files and folders that are there', (file) => {
    const named = codeIn(file).filter((code) => FILE.test(code) && !NOT_OURS.test(code));
    expect(named.filter((name) => !files.some((path) => patternOf(name).test(path)))).toEqual([]);
  });

  it.each(DOCUMENTS)('%s names only commands and flags that there are', (file) => {
    const words = codeIn(file).filter((code) => !code.includes('a0deploy'));
    const unknown = words.filter((code) => {
      const [, script] = /npm run ([\w:-]+)/.exec(code) ?? [];
      const [, command] = /npx gatehouse ([\w-]+)/.exec(code) ?? [];
      const flags = code.match(/(?<=^| )--[a-z-]+/g) ?? [];
      return (
        (script !== undefined && !(script in scripts)) ||
        (command !== undefined && !commands.includes(command)) ||
        flags.some((flag) => !programs.includes(flag))
      );
    });
    expect(unknown).toEqual([]);
  });

  it.each([...ROOMS, ...INNER_ROOMS])('%s/README.md is at most a screen', (room) => {
    expect(read(`${room}/README.md`).split('\n').length).toBeLessThanOrEqual(SCREEN);
  });

  it.each([...ROOMS, 'scripts/local-tenant'])('%s/README.md names each folder of it', (room) => {
    const folders = readdirSync(join(PROJECT_ROOT, room), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !LEFT_BY_TESTS.includes(entry.name))
      .map(({ name }) => `\`${name}/`);
    const text = read(`${room}/README.md`);
    expect(folders.filter((folder) => !text.includes(folder))).toEqual([]);
  });

  it('the README shows each command at work: run `npm run docs` after a change of what they print', () => {
    const shown = new Set(consoleBlocks(read('README.md')).map(({ command }) => command.split(' ')[2]));
    expect(commands.length).toBeGreaterThan(0);
    // `start` is shown as `npm start`.
    expect(commands.filter((name) => name !== 'start' && !shown.has(name))).toEqual([]);
    expect(consoleBlocks(read('README.md')).filter(({ output }) => output === '')).toEqual([]);
  });

  it('the README asks for exactly the scopes that the shipped tenant.yaml takes', () => {
    const { plan, deploy, evidence } = shownScopes(read('README.md'));
    const document = parse(read('tenant/tenant.yaml')) as object;
    expect([...plan].sort()).toEqual(missingScopes(document, [], 'plan').sort());
    // The last two tell whether the tenant shows the sign-up page's partial at all.
    const all = [...missingScopes(document, [], 'deploy'), 'read:custom_domains', 'read:branding'];
    expect([...plan, ...deploy].sort()).toEqual(all.sort());
    expect(evidence).toEqual(['read:users']);
  });

  it('the README tells what helps for each reason code, and names each secret that Actions may need', () => {
    const rows = [...read('README.md').matchAll(/^\| `(\w+)` \| .* \| .*\|$/gm)].map(([, code]) => code);
    expect(rows.sort()).toEqual([...REASON_CODES].sort());
    const secrets = [...Object.values(RESEND_SECRETS), 'TERMS_SIGNING_KEY'];
    expect(secrets.filter((name) => !read('README.md').includes(`\`${name}\``))).toEqual([]);
  });

  it('every npm script is explained in a README', () => {
    const texts = ROOMS.map((room) => read(`${room}/README.md`)).join() + read('README.md');
    const names = Object.keys(scripts).filter((name) => !['start', 'test'].includes(name));
    expect(names.filter((name) => !texts.includes(`npm run ${name}`))).toEqual([]);
  });

  it('the README’s table is that of the last benchmark: run `npm run bench`, do not type', () => {
    const results = JSON.parse(read('test/bench/results.json')) as Results;
    expect(read('README.md')).toBe(withPerformance(read('README.md'), results));
  });
});

/** The code spans of a document, outside of its examples. */
function codeIn(file: string): string[] {
  const text = read(file).replace(/^```[\s\S]*?^```$/gm, '');
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replace(/\s+/g, ' '));
}

/** Matches the paths that end in this name, or lie below it. */
function patternOf(name: string): RegExp {
  const escaped = name.replace(/\/$/, '').replace(/[.*]/g, (sign) => (sign === '*' ? '[^/]*' : '\\.'));
  return new RegExp(`(^|/)${escaped.replace(/<[^>]+>/g, '[^/]+')}(/|$)`);
}

/** The anchors that GitHub gives a document's headings. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('console blocks', () => {
  const DOCUMENT = [
    '<!-- replace a.yaml "one" "two" -->',
    '```console exit=1',
    '$ npx gatehouse check',
    'old',
    '```',
    '```yaml',
    'key: value',
    '```',
    '<!-- session second -->',
    '<!-- insert b.yaml "\\nend" -->',
    '```console',
    '$ npx gatehouse build',
    '```',
  ].join('\n');

  it('are found with their exit code and what is edited before', () => {
    expect(consoleBlocks(DOCUMENT)).toEqual([
      {
        line: 3,
        command: 'npx gatehouse check',
        output: 'old\n',
        session: 'first',
        exitCode: 1,
        edits: [{ kind: 'replace', file: 'a.yaml', before: 'one', after: 'two' }],
      },
      {
        line: 12,
        command: 'npx gatehouse build',
        output: '',
        session: 'second',
        exitCode: 0,
        edits: [{ kind: 'insert', file: 'b.yaml', before: '\nend', text: 'key: value\n' }],
      },
    ]);
  });

  it('get new outputs and change nothing else', () => {
    const fresh = withOutputs(DOCUMENT, ['new\n', 'built\n']);
    expect(consoleBlocks(fresh).map(({ output }) => output)).toEqual(['new\n', 'built\n']);
    expect(withOutputs(fresh, ['old\n', ''])).toBe(DOCUMENT);
  });

  it('are the same where only times, sizes, hashes, ids and what happens at once differ', () => {
    expect(withoutVolatileParts('x  53.4 kB  sha256 31e0cd205cc0 in 1.2 s')).toBe(
      withoutVolatileParts('x 3.9 kB  sha256 a1b2c3d4e5f6 in 20 s'),
    );
    expect(withoutVolatileParts('Deploy CLI: created b\nDeploy CLI: created a\nend')).toBe(
      withoutVolatileParts('Deploy CLI: created a\nDeploy CLI: created b\nend'),
    );
    expect(withoutVolatileParts('3 users')).not.toBe(withoutVolatileParts('4 users'));
  });
});
