import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError, buildActions, buildEnvironment } from '../../scripts/bundle';
import { loadEnvironment, renderDiagnostics } from '../../scripts/config';
import { copyProject, type ProjectCopy } from '../config/project-copy';

const ACTION = 'actions/post-login/require-terms.ts';
const GOOD = 'export const onExecutePostLogin = async (): Promise<void> => {};\n';

/** A project with Actions that do nothing, for a test to break. */
function plainProject(): ProjectCopy {
  const project = copyProject();
  for (const [trigger, names, handler] of [
    ['post-login', ['require-verified-email', 'require-terms', 'enrich-profile'], 'onExecutePostLogin'],
    ['pre-user-registration', ['screen-signup', 'require-signup-terms'], 'onExecutePreUserRegistration'],
  ] as const) {
    mkdirSync(join(project.root, 'actions', trigger), { recursive: true });
    for (const name of names) {
      project.write(
        `actions/${trigger}/${name}.ts`,
        `export const ${handler} = async (): Promise<void> => {};\n`,
      );
    }
  }
  return project;
}

async function refusal(project: ProjectCopy, work = buildActions as (config: never) => Promise<unknown>) {
  const loaded = await loadEnvironment({ root: project.root, environment: 'local' });
  if (!loaded.ok) throw new Error(renderDiagnostics(loaded.diagnostics, project.root));
  try {
    await work(loaded.config as never);
  } catch (error) {
    if (error instanceof BuildError) return error.diagnostics;
    throw error;
  }
  return [];
}

interface Refusal {
  what: string;
  source: string;
  code: string;
  says: string | RegExp;
  line?: number;
}

const REFUSALS: Refusal[] = [
  {
    what: 'no handler',
    source: 'export const helper = async () => {};',
    code: 'BUILD_MISSING_HANDLER',
    says: 'onExecutePostLogin',
  },
  {
    what: 'only a default export',
    source: 'export default async () => {};',
    code: 'BUILD_MISSING_HANDLER',
    says: 'default',
  },
  {
    what: 'a handler of another trigger',
    source: `${GOOD}export const onExecutePreUserRegistration = async () => {};`,
    code: 'BUILD_UNKNOWN_EXPORT',
    says: 'onContinuePostLogin',
  },
  {
    what: 'a handler that is not async',
    source: 'export const onExecutePostLogin = () => {};',
    code: 'BUILD_HANDLER_NOT_ASYNC',
    says: 'async (event, api)',
  },
  {
    what: 'a wrapper that returns a promise',
    source:
      'const wrap = (f: () => Promise<void>) => () => f();\nexport const onExecutePostLogin = wrap(async () => {});',
    code: 'BUILD_HANDLER_NOT_ASYNC',
    says: 'onExecutePostLogin',
  },
  {
    what: 'a continue handler that is not async',
    source: `${GOOD}export function onContinuePostLogin() {}`,
    code: 'BUILD_HANDLER_NOT_ASYNC',
    says: 'onContinuePostLogin',
  },
  {
    what: 'an undeclared package',
    source: `import axios from 'axios';\nconsole.log(axios);\n${GOOD}`,
    code: 'BUILD_UNDECLARED_REQUIRE',
    says: '"axios"',
    line: 1,
  },
  {
    what: 'a file that does not exist',
    source: `import { x } from './nowhere';\nconsole.log(x);\n${GOOD}`,
    code: 'BUILD_MISSING_FILE',
    says: './nowhere',
    line: 1,
  },
  {
    what: 'a computed require',
    source: `const name = process.argv[0] ?? '';\nconsole.log(require(name));\n${GOOD}`,
    code: 'BUILD_DYNAMIC_CODE',
    says: 'static',
    line: 2,
  },
  {
    what: 'require under another name',
    source: `const load = require;\nconsole.log(load('node:fs'));\n${GOOD}`,
    code: 'BUILD_DYNAMIC_CODE',
    says: 'static',
    line: 1,
  },
  {
    what: 'a computed import',
    source: `const name = process.argv[0] ?? '';\nvoid import(name);\n${GOOD}`,
    code: 'BUILD_DYNAMIC_CODE',
    says: 'static',
    line: 2,
  },
  {
    what: 'a dynamic import of a fixed module',
    source: `export const onExecutePostLogin = async () => { await import('node:fs'); };`,
    code: 'BUILD_DYNAMIC_CODE',
    says: 'node:fs',
  },
  {
    what: 'eval',
    source: `export const onExecutePostLogin = async () => { eval('1'); };`,
    code: 'BUILD_DYNAMIC_CODE',
    says: 'static',
    line: 1,
  },
  {
    what: 'eval under another name',
    source: `const run = eval;\nexport const onExecutePostLogin = async () => { run('1'); };`,
    code: 'BUILD_DYNAMIC_CODE',
    says: 'eval',
  },
  {
    what: 'new Function',
    source: `export const onExecutePostLogin = async () => { new Function('return 1')(); };`,
    code: 'BUILD_DYNAMIC_CODE',
    says: 'new Function',
  },
  {
    what: 'a name that Auth0 does not define',
    source: `export const onExecutePostLogin = async () => { console.log(__dirname); };`,
    code: 'BUILD_ABSENT_NAME',
    says: '__dirname',
  },
  {
    what: 'Function without new',
    source: `export const onExecutePostLogin = async () => { Function('return 1')(); };`,
    code: 'BUILD_DYNAMIC_CODE',
    says: 'Function',
  },
  {
    what: 'a text marker',
    source: `export const onExecutePostLogin = async () => { console.log('##HOME##'); };`,
    code: 'BUILD_MARKER_IN_CODE',
    says: '##HOME##',
  },
  {
    what: 'a JSON marker',
    source: `export const onExecutePostLogin = async () => { console.log('@@API_KEY@@'); };`,
    code: 'BUILD_MARKER_IN_CODE',
    says: '@@API_KEY@@',
  },
  {
    what: 'more than 100 kB',
    source: `export const onExecutePostLogin = async () => { console.log(${JSON.stringify('x'.repeat(100_000))}); };`,
    code: 'BUILD_TOO_BIG',
    says: '100000',
  },
  {
    what: 'an Action that throws while it is loaded',
    source: `throw new Error('boom');\n${GOOD}`,
    code: 'BUILD_ACTION_THROWS',
    says: 'boom',
  },
  {
    what: 'top-level await',
    source: `await Promise.resolve();\n${GOOD}`,
    code: 'BUILD_SOURCE',
    says: 'await',
    line: 1,
  },
  {
    what: 'no TypeScript',
    source: 'export const onExecutePostLogin = async ( => {};',
    code: 'BUILD_SOURCE',
    says: 'Unexpected',
    line: 1,
  },
];

describe('the build refuses', () => {
  let project: ProjectCopy;
  beforeAll(() => {
    project = plainProject();
  });
  afterAll(() => project.remove());

  test.each(REFUSALS)('$what', async ({ source, code, says, line }) => {
    project.write(ACTION, source);
    const diagnostics = await refusal(project);
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
    const found = diagnostics.find((diagnostic) => diagnostic.code === code);
    expect(found).toMatchObject({ file: ACTION, severity: 'error', ...(line === undefined ? {} : { line }) });
    expect(found?.message).toMatch(says);
    project.write(ACTION, GOOD);
  });

  test('nothing where nothing is wrong', async () => {
    expect(await refusal(project)).toEqual([]);
  });

  test('all Actions’ mistakes at once', async () => {
    project.write(ACTION, 'export const onExecutePostLogin = () => {};');
    project.write('actions/pre-user-registration/screen-signup.ts', 'export {};');
    const codes = (await refusal(project)).map((diagnostic) => diagnostic.code);
    expect(codes.sort()).toEqual(['BUILD_HANDLER_NOT_ASYNC', 'BUILD_MISSING_HANDLER']);
  });
});

describe('the build refuses in the tenant’s files', () => {
  test('a marker that only comes about by putting a value in', async () => {
    const project = plainProject();
    try {
      project.edit('tenant/environments/local.yaml', 'Gatehouse Example (local)', '"##OTHER##"');
      const build = (config: never) => buildEnvironment(config, join(project.root, 'dist'));
      expect(await refusal(project, build)).toEqual([
        expect.objectContaining({ code: 'BUILD_MARKER_LEFT', file: 'tenant/tenant.yaml' }),
      ]);
    } finally {
      project.remove();
    }
  });

  test('a partial that is longer than Auth0 takes', async () => {
    const project = plainProject();
    try {
      project.write('tenant/prompts/signup-terms.html', 'x'.repeat(10_001));
      const build = (config: never) => buildEnvironment(config, join(project.root, 'dist'));
      expect(await refusal(project, build)).toEqual([
        expect.objectContaining({ code: 'BUILD_PARTIAL_TOO_LONG' }),
      ]);
    } finally {
      project.remove();
    }
  });

  test('more dependencies than Auth0 takes', async () => {
    const project = plainProject();
    try {
      const many = Array.from({ length: 11 }, (_, index) => `{ name: p${index}, version: 1.0.0 }`).join(', ');
      project.edit('tenant/tenant.yaml', 'dependencies: []', `dependencies: [${many}]`);
      expect(await refusal(project)).toEqual([
        expect.objectContaining({ code: 'BUILD_TOO_MANY_DEPENDENCIES' }),
      ]);
    } finally {
      project.remove();
    }
  });
});
