import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { type BuildFailure, build, type Message } from 'esbuild';
import type { Diagnostic, EnvironmentConfig } from '../config';
import type { BuiltAction } from './built-action';

export interface Refused {
  ok: false;
  diagnostics: Diagnostic[];
}

type Names = { ok: true; names: string[] } | Refused;

/** By path and text: the environments of a project share their sources. */
const knownNames = new Map<string, Names>();

/** The names that a source file exports, sorted. `source` is relative to `root`. */
export async function exportedNames(source: string, root: string): Promise<Names> {
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

type Bundled = { ok: true; text: string; inputs: string[] } | Refused;

/** The source with all that it imports, as the text of one CommonJS module that begins with `constants`. */
export async function bundleSource(
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
    // esbuild names the file of every part in a comment, and indents with two spaces where a tab takes less room.
    const text = (result.outputFiles[0]?.text ?? '')
      .replace(/^\/\/ (actions\/.*|entry\.ts)\n/gm, '')
      .replace(/^(?: {2})+/gm, (spaces) => '\t'.repeat(spaces.length / 2));
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
