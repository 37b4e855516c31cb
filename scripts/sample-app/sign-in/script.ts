import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const SDK_FILE = './auth0-spa-js.js';

/** The SDK exactly as its package ships it. */
export function sdkScript(): string {
  const main = require.resolve('@auth0/auth0-spa-js');
  return readFileSync(join(main, '..', '..', 'auth0-spa-js.production.esm.js'), 'utf8');
}

let compiled: Promise<string> | undefined;

/** browser.ts as a browser module that imports the SDK from beside it; compiled once. */
export function signInScript(): Promise<string> {
  compiled ??= build({
    entryPoints: [join(__dirname, 'browser.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    alias: { '@auth0/auth0-spa-js': SDK_FILE },
    external: [SDK_FILE],
    logLevel: 'silent',
  }).then((result) => result.outputFiles[0]?.text ?? '');
  return compiled;
}
