import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../scripts/project-root';

const FOLDERS = ['actions', 'tenant', 'scripts', 'test', '.ci', '.github'];
/** What tests leave behind, see .gitignore. */
const LEFT_OUT = /^test\/screenshots\//;
const TEXT = /(\.(ts|tsx|js|cjs|mjs|json|ya?ml|md|html|css|svg)|\/run)$/;

/** Patterns are written so that this file does not break its own rules. */
const RULES: readonly { rule: string; breach: RegExp; files?: RegExp; except?: readonly string[] }[] = [
  {
    rule: 'names no folder of somebody’s machine',
    breach: /((?<![\w.])\/(home|Users|root|work|mnt|tmp)\/\w|[C-Z]:\\\\?Users)/,
  },
  {
    rule: 'names no package registry',
    breach: /registry\.(npmjs|yarnpkg)\.|"resolved":|npm config set registry/,
  },
  {
    rule: 'leaves nothing to do without a condition: TODO(when …): what',
    breach: /\b(FIXME|XXX|HACK|TODO(?!\(when [^)]+\): \S))\b/,
  },
  {
    rule: 'leaves out no test, but where what it needs is missing, which is said',
    breach: /\b(it|test|describe)\.(skip|only|todo)\b|\b[xf](it|describe|test)\(/,
    files: /^test\//,
    // The last of them needs Linux's way of telling an ended process from a running one.
    except: [
      'test/conformance/conformance.test.ts',
      'test/support/browser.ts',
      'test/commands/lost-output.test.ts',
      'test/deploy/release-records.test.ts',
    ],
  },
  {
    rule: 'gives a reason wherever a check is silenced',
    breach:
      /@ts-(ignore|nocheck)|eslint-disable|@ts-expect-error(?!:? \S+ \S)|biome-ignore(?! [\w/]+: \S+ \S)|istanbul ignore/,
    files: /\.(ts|tsx|cjs|mjs|js|css)$/,
  },
  { rule: 'holds no private key', breach: /BEGIN [A-Z ]*PRIVATE KEY-----(\\n|\s)+[A-Za-z0-9+/]{20}/ },
];

describe('every text of the project', () => {
  const files = textFiles();

  it.each(RULES)('$rule', ({ breach, files: those = /./, except = [] }) => {
    const breaches = files
      .filter(
        ({ file }) => those.test(file) && !except.includes(file) && !file.endsWith('house/texts.test.ts'),
      )
      .flatMap(({ file, text }) => linesOf(text, breach).map((line) => `${file}:${line}`));
    expect(breaches).toEqual([]);
  });

  it.each([
    ['names no folder of somebody’s machine', 'see /home/ada/notes'],
    ['names no package registry', '"resolved": "https://npm.example.com/zod.tgz"'],
    ['leaves nothing to do without a condition', '// TODO: later'],
    ['leaves out no test', "it.skip('works', () => {})"],
    ['gives a reason wherever a check is silenced', '// @ts-expect-error'],
    ['gives a reason wherever a check is silenced', '// biome-ignore lint/suspicious/noExplicitAny: lazy'],
    ['holds no private key', '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC'],
  ])('%s: "%s" is found', (rule, text) => {
    const breach = RULES.find((each) => each.rule.startsWith(rule))?.breach ?? /^$/;
    expect(linesOf(text, breach)).toEqual([1]);
  });
});

function textFiles(): { file: string; text: string }[] {
  const below = FOLDERS.flatMap((folder) =>
    readdirSync(join(PROJECT_ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
      (name) => `${folder}/${name.replaceAll('\\', '/')}`,
    ),
  );
  const files = [...readdirSync(PROJECT_ROOT), ...below];
  return files
    .filter((file) => TEXT.test(file) && !LEFT_OUT.test(file))
    .map((file) => ({ file, text: readFileSync(join(PROJECT_ROOT, file), 'utf8') }));
}

/** 1-based lines at which the pattern begins. */
function linesOf(text: string, pattern: RegExp): number[] {
  const all = new RegExp(pattern, `${pattern.flags}g`);
  return [...text.matchAll(all)].map(({ index }) => text.slice(0, index).split('\n').length);
}
