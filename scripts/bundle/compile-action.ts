import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { type BuildFailure, build, type Message } from 'esbuild';
import { secretsOf } from '../../actions/policy/secrets';
import { ACTION_TRIGGERS, type Diagnostic, type EnvironmentConfig, keywordsIn, sha256 } from '../config';
import type { ActionName, BuiltAction, TriggerId } from './built-action';
import { dataLiteral } from './data-literal';
import { entrypointProblems } from './entrypoints';
import { AUTH0_LIMITS } from './limits';
import { policySlice } from './policy-slice';

/** As long as a build id, and nothing that code contains by chance. */
const BLANK_BUILD_ID = '_'.repeat(7);

/** The handlers of each trigger that gatehouse uses (reference of the triggers). */
const HANDLERS: Readonly<Record<TriggerId, { required: string; optional: string[] }>> = {
  'post-login': { required: 'onExecutePostLogin', optional: ['onContinuePostLogin'] },
  'pre-user-registration': { required: 'onExecutePreUserRegistration', optional: [] },
};

export type Compiled =
  | { ok: true; action: BuiltAction; inputs: string[] }
  | { ok: false; diagnostics: Diagnostic[] };

/** Where an Action's source lies, relative to the root. */
function sourceOf(name: ActionName): string {
  return `actions/${ACTION_TRIGGERS[name]}/${name}.ts`;
}

/**
 * Compiles one Action to the text that Auth0 gets: CommonJS, readable, with literal `exports.onExecute… = …`,
 * the policy's part and the build's identity embedded. Never throws for what is wrong with the source.
 *
 * The build id is 7 hex digits of the SHA-256 of the text with the id itself blank, so that it changes with the
 * code and the policy and with nothing else.
 */
export async function compileAction(
  name: ActionName,
  config: EnvironmentConfig,
  version: string,
): Promise<Compiled> {
  const source = sourceOf(name);
  const trigger = ACTION_TRIGGERS[name];
  const dependencies = declaredDependencies(name, config);
  const refuse = (...problems: { code: string; message: string }[]): Compiled => ({
    ok: false,
    diagnostics: problems.map((problem) => ({ severity: 'error', file: source, ...problem })),
  });

  const handlers = await exportedNames(source, config.root);
  if (!handlers.ok) return handlers;
  const { required, optional } = HANDLERS[trigger];
  if (!handlers.names.includes(required)) {
    const found = handlers.names.length === 0 ? 'nothing' : handlers.names.join(', ');
    const message = `${name} exports ${found}; it has to export ${required}, an async function`;
    return refuse({ code: 'BUILD_MISSING_HANDLER', message });
  }
  const known = [required, ...optional];
  const strangers = handlers.names.filter((handler) => !known.includes(handler));
  if (strangers.length > 0) {
    const message = `${name} exports ${strangers.join(', ')}; accepted: ${known.join(', ')}`;
    return refuse({ code: 'BUILD_UNKNOWN_EXPORT', message });
  }

  const policy = dataLiteral(policySlice(name, config.policy));
  const constants = [
    `const BUILD = ${dataLiteral({ version, hash: BLANK_BUILD_ID })};`,
    `const POLICY = ${policy};\n`,
  ].join('\n');
  const bundled = await bundle(source, handlers.names, constants, config, dependencies);
  if (!bundled.ok) return bundled;
  const buildId = sha256(bundled.text).slice(0, BLANK_BUILD_ID.length);
  const code = `${banner(name, version, buildId)}\n${bundled.text.replaceAll(BLANK_BUILD_ID, buildId)}`;
  const bytes = Buffer.byteLength(code);
  const problems = [
    ...sizeProblems(bytes),
    ...markerProblems(code),
    ...constructedCodeProblems(bundled.text),
    ...absentNameProblems(bundled.text),
    ...entrypointProblems(code, handlers.names, dependencies),
  ];
  if (problems.length > 0) return refuse(...problems);
  const action: BuiltAction = {
    name,
    trigger,
    code,
    sha256: sha256(code),
    bytes,
    policyBytes: Buffer.byteLength(policy),
    handlers: handlers.names,
    secrets: secretsOf(name, config.policy),
    dependencies,
    runtime: 'node22',
  };
  return { ok: true, action, inputs: bundled.inputs };
}

/** The first line of every Action of gatehouse: `deploy` knows its own by it. */
function banner(name: string, version: string, buildId: string): string {
  return `/*! gatehouse ${name} ${version}+${buildId} | MIT */`;
}

const BANNER = /^\/\*! gatehouse ([\w-]+) (\S+)\+([0-9a-f]{7}) \| MIT \*\//;

/** What the banner of a deployed text says; `undefined` where it is not one of gatehouse's Actions. */
export function readBanner(code: string): { name: string; version: string; hash: string } | undefined {
  const match = BANNER.exec(code);
  if (match === null) return undefined;
  const [, name = '', version = '', hash = ''] = match;
  return { name, version, hash };
}

function declaredDependencies(name: ActionName, config: EnvironmentConfig): BuiltAction['dependencies'] {
  const actions = config.tenant.content.actions;
  const entry = Array.isArray(actions)
    ? actions.find((action: { name?: unknown }) => action.name === name)
    : undefined;
  const dependencies: unknown = entry?.dependencies;
  return Array.isArray(dependencies) ? dependencies : [];
}

type Names = { ok: true; names: string[] } | Extract<Compiled, { ok: false }>;

/** By path and text: the environments of a project share their sources. */
const knownNames = new Map<string, Names>();

async function exportedNames(source: string, root: string): Promise<Names> {
  const path = join(root, source);
  const key = `${path}\n${existsSync(path) ? readFileSync(path, 'utf8') : ''}`;
  const known = knownNames.get(key) ?? (await readExportedNames(source, path, root));
  knownNames.set(key, known);
  return known;
}

async function readExportedNames(source: string, path: string, root: string): Promise<Names> {
  try {
    const result = await build({
      ...COMMON,
      entryPoints: [path],
      absWorkingDir: root,
      bundle: false,
      format: 'esm',
      outdir: '.',
    });
    const names = Object.values(result.metafile.outputs).flatMap((output) => output.exports);
    return { ok: true, names: names.sort() };
  } catch (error) {
    return { ok: false, diagnostics: fromEsbuild(error, source) };
  }
}

const COMMON = {
  write: false,
  metafile: true,
  platform: 'node',
  target: 'node22',
  charset: 'utf8',
  minify: false,
  legalComments: 'none',
  sourcemap: false,
  logLevel: 'silent',
  // The project's tsconfig is for the type check; what reaches the bundle must not depend on it.
  tsconfigRaw: '{}',
} as const;

type Bundled = { ok: true; text: string; inputs: string[] } | Extract<Compiled, { ok: false }>;

async function bundle(
  source: string,
  handlers: readonly string[],
  constants: string,
  config: EnvironmentConfig,
  dependencies: BuiltAction['dependencies'],
): Promise<Bundled> {
  const declared = dependencies.map((dependency) => dependency.name);
  const contents = [
    `import { ${handlers.join(', ')} } from './${source}';`,
    ...handlers.map((handler) => `exports.${handler} = ${handler};`),
    '',
  ].join('\n');
  try {
    const result = await build({
      ...COMMON,
      stdin: { loader: 'ts', resolveDir: config.root, sourcefile: 'entry.ts', contents },
      absWorkingDir: config.root,
      bundle: true,
      format: 'cjs',
      external: declared,
      banner: { js: constants },
      define: { TERMS_PROMPT_KIND: JSON.stringify(config.policy.terms.prompt.kind) },
      logOverride: {
        'commonjs-variable-in-esm': 'silent',
        'unsupported-require-call': 'error',
        'indirect-require': 'error',
        'direct-eval': 'error',
        'unsupported-dynamic-import': 'error',
      },
    });
    const diagnostics = importProblems(result.metafile, declared, source);
    if (diagnostics.length > 0) return { ok: false, diagnostics };
    const inputs = Object.keys(result.metafile.inputs).filter((input) => input.startsWith('actions/'));
    // esbuild names the file of every part in a comment.
    const text = (result.outputFiles[0]?.text ?? '').replace(/^\/\/ (actions\/.*|entry\.ts)\n/gm, '');
    return { ok: true, text, inputs };
  } catch (error) {
    return { ok: false, diagnostics: fromEsbuild(error, source) };
  }
}

function importProblems(
  metafile: { inputs: Record<string, { imports: { path: string; kind: string; external?: boolean }[] }> },
  declared: readonly string[],
  source: string,
): Diagnostic[] {
  return Object.entries(metafile.inputs).flatMap(([file, input]) =>
    input.imports.flatMap((used): Diagnostic[] => {
      const where = file.startsWith('actions/') ? file : source;
      if (used.kind === 'dynamic-import') {
        const message = `import("${used.path}") loads code while the Action runs; accepted: a static import`;
        return [{ severity: 'error', code: 'BUILD_DYNAMIC_CODE', file: where, message }];
      }
      if (used.external && !isBuiltin(used.path) && !declared.includes(packageOf(used.path))) {
        return [
          {
            severity: 'error',
            code: 'BUILD_UNDECLARED_REQUIRE',
            file: where,
            message: undeclared(used.path),
          },
        ];
      }
      if (!used.external && used.path.includes('node_modules/')) {
        return [
          {
            severity: 'error',
            code: 'BUILD_BUNDLED_DEPENDENCY',
            file: where,
            message: undeclared(used.path),
          },
        ];
      }
      return [];
    }),
  );
}

const undeclared = (path: string): string =>
  `"${path}" is not part of Node and not declared; accepted: Node's own modules, files of actions/, and what tenant.yaml declares under this Action's dependencies`;

const packageOf = (path: string): string =>
  path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');

function fromEsbuild(error: unknown, source: string): Diagnostic[] {
  const errors: Message[] = (error as Partial<BuildFailure>).errors ?? [];
  if (errors.length === 0) throw error;
  return errors.map((message): Diagnostic => {
    const { location } = message;
    return {
      severity: 'error',
      ...explained(message),
      file: location?.file ?? source,
      ...(location ? { line: location.line, column: location.column + 1 } : {}),
    };
  });
}

const DYNAMIC_CODE = new Set([
  'unsupported-require-call',
  'indirect-require',
  'direct-eval',
  'unsupported-dynamic-import',
]);

function explained(message: Message): { code: string; message: string } {
  if (DYNAMIC_CODE.has(message.id)) {
    const text = `code must not be loaded or made while the Action runs (${message.text}); accepted: static imports`;
    return { code: 'BUILD_DYNAMIC_CODE', message: text };
  }
  const unresolved = /^Could not resolve "(.+)"/.exec(message.text);
  if (unresolved) {
    const path = unresolved[1] ?? '';
    if (isAbsolute(path)) return { code: 'BUILD_MISSING_ACTION', message: 'this Action has no source file' };
    if (path.startsWith('.')) return { code: 'BUILD_MISSING_FILE', message: `there is no file "${path}"` };
    return { code: 'BUILD_UNDECLARED_REQUIRE', message: undeclared(path) };
  }
  return { code: 'BUILD_SOURCE', message: message.text };
}

function sizeProblems(bytes: number): { code: string; message: string }[] {
  if (bytes <= AUTH0_LIMITS.codeBytes) return [];
  const message = `the bundle has ${bytes} bytes; accepted by Auth0: at most ${AUTH0_LIMITS.codeBytes}`;
  return [{ code: 'BUILD_TOO_BIG', message }];
}

function markerProblems(code: string): { code: string; message: string }[] {
  return [...new Set(keywordsIn(code).map((marker) => marker.text))].map((text) => ({
    code: 'BUILD_MARKER_IN_CODE',
    message: `the bundle contains ${text}: the Deploy CLI would put a value into the code; accepted: no markers in Actions`,
  }));
}

/** What esbuild does not report: code made from text, also through another name of `eval`. */
function constructedCodeProblems(code: string): { code: string; message: string }[] {
  const match = /\bnew\s+Function\b|\b(?:Async|Generator)?Function\s*\(|[^\w.$"'`]eval\b/.exec(code);
  if (match === null) return [];
  const message = `the bundle makes code from text (${match[0].trim()}); accepted: ordinary functions`;
  return [{ code: 'BUILD_DYNAMIC_CODE', message }];
}

/** CommonJS names that Auth0's loader does not give: they would throw at the first login that reaches them. */
function absentNameProblems(code: string): { code: string; message: string }[] {
  const match = /\b__(?:dir|file)name\b/.exec(code);
  if (match === null) return [];
  const message = `the bundle uses ${match[0]}, which Auth0 does not define; accepted: data that is imported`;
  return [{ code: 'BUILD_ABSENT_NAME', message }];
}
