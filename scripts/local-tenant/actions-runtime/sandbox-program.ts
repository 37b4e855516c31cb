import { join } from 'node:path';

let program: Promise<string> | undefined;

/** The sandbox process's program as one CommonJS text, so that it starts without a TypeScript loader. Made once. */
export function sandboxProgram(): Promise<string> {
  program ??= bundle();
  return program;
}

/** What a new process evaluates: it waits for the program and runs it. */
export const BOOTSTRAP = `process.once('message', ({ program, modulesFrom }) => {
  require('node:vm').compileFunction(program, ['require', 'module', 'exports', 'modulesFrom'])(
    require, { exports: {} }, {}, modulesFrom);
})`;

async function bundle(): Promise<string> {
  // Loaded here: a tenant is ready before its first Action runs.
  const { build } = require('esbuild') as typeof import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, 'sandbox', 'process.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
