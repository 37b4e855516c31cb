// Lets Node load this project's TypeScript: `node --require ./scripts/load-typescript.cjs <file>`. Each file is
// compiled by esbuild once, and what came of it is kept with the hash of all that it came from: a changed file is
// always compiled again. tsx can do more (ES modules, paths of tsconfig.json), which costs every start 300 ms.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const nodeModule = require('node:module');
const { basename, dirname, join, relative } = require('node:path');

const ROOT = dirname(__dirname);
const KEPT = join(ROOT, 'node_modules', '.cache', 'gatehouse');
/** Only then are stacks shown to anybody, and only for them lines must be those of the source. */
const DEBUG = process.env.GATEHOUSE_DEBUG === '1';
const OPTIONS = {
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  ...(DEBUG && { sourcemap: 'inline', sourcesContent: false }),
};
const MADE_WITH = JSON.stringify([OPTIONS, require('esbuild/package.json').version]);

function loadTypeScript(target, file) {
  const source = readFileSync(file, 'utf8');
  const seal = `\n// ${createHash('sha256').update(MADE_WITH).update(source).digest('hex')}\n`;
  const kept = join(KEPT, `${relative(ROOT, file).replaceAll(/[^\w.-]/g, '+')}${DEBUG ? '.debug' : ''}.js`);
  let code = readIfThere(kept);
  if (!code.endsWith(seal)) {
    code = compile(source, file) + seal;
    keep(kept, code);
  }
  target._compile(code, file);
}

function compile(source, file) {
  // Loaded here: once everything is compiled, a start does without it.
  const { transformSync } = require('esbuild');
  const loader = file.endsWith('x') ? 'tsx' : 'ts';
  return transformSync(source, { ...OPTIONS, loader, sourcefile: basename(file) }).code;
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Whole or not at all: other processes read it too. A folder that cannot be written costs time, nothing else. */
function keep(file, code) {
  const partial = `${file}.${process.pid}`;
  try {
    mkdirSync(KEPT, { recursive: true });
    writeFileSync(partial, code);
    renameSync(partial, file);
  } catch {}
}

if (DEBUG) process.setSourceMapsEnabled(true);
// Node 22 and later keep what V8 made of a module, those of packages included.
nodeModule.enableCompileCache?.();

// Their order is the order in which a path without ending is tried: TypeScript before data of the same name.
const { '.json': loadJson } = require.extensions;
delete require.extensions['.json'];
Object.assign(require.extensions, { '.ts': loadTypeScript, '.tsx': loadTypeScript, '.json': loadJson });
