import { createActionsRuntime } from '../../../scripts/local-tenant/actions-runtime';
import { behaves } from '../../support/fidelity';
import { loginAction, rawAction, runLogin, runSignup, valueInAction } from './actions';

const HARNESS = 'auth0-actions harness: loader';

describe('loading an Action', () => {
  behaves(
    'initialises the module lazily, once, and keeps its state for later users',
    { source: 'docs: deprecations-and-migrations/migrate-nodejs-22', status: 'supported' },
    async () => {
      const action = rawAction(`
        let calls = 0;
        exports.onExecutePostLogin = async (event, api) => { calls += 1; console.log(calls); };`);

      const counts = [];
      for (let login = 0; login < 3; login += 1) counts.push((await runLogin([action])).reports[0]?.logs[0]);

      expect(counts).toEqual(['1', '2', '3']);
    },
  );

  behaves(
    'with --cold starts every run in a fresh process, so module state never survives',
    {
      source: 'docs: deprecations-and-migrations/migrate-nodejs-22',
      status: 'differs',
      note: 'An option of the local tenant that exposes faults which a new instance would show.',
    },
    async () => {
      const cold = createActionsRuntime({ cold: true });
      const action = rawAction(`
        let calls = 0;
        exports.onExecutePostLogin = async (event, api) => { calls += 1; console.log(calls); };`);

      const counts = [];
      for (let login = 0; login < 3; login += 1) {
        const result = await cold.run({ trigger: 'post-login', actions: [action], event: { user: {} } });
        counts.push(result.reports[0]?.logs[0]);
      }
      await cold.close();

      expect(counts).toEqual(['1', '1', '1']);
    },
  );

  behaves(
    'caches an error of the top level and throws it again at every later call',
    { source: HARNESS, status: 'supported' },
    async () => {
      const action = rawAction(`
        globalThis.attempts = (globalThis.attempts ?? 0) + 1;
        throw new Error('broken at attempt ' + globalThis.attempts);`);

      const first = await runLogin([action]);
      const second = await runLogin([action]);

      expect(first.outcome).toMatchObject({ kind: 'failed', error: { message: 'broken at attempt 1' } });
      expect(second.outcome).toMatchObject({ kind: 'failed', error: { message: 'broken at attempt 1' } });
    },
  );

  behaves(
    'turns a thrown value that is no Error into one, and nothing into "Unknown error"',
    { source: HARNESS, status: 'supported' },
    async () => {
      const text = await runLogin([rawAction(`throw 'just text'`)]);
      const nothing = await runLogin([rawAction('throw undefined')]);

      expect(text.outcome).toMatchObject({ kind: 'failed', error: { name: 'Error', message: 'just text' } });
      expect(nothing.outcome).toMatchObject({ kind: 'failed', error: { message: 'Unknown error' } });
    },
  );

  behaves('captures what the top level prints', { source: HARNESS, status: 'supported' }, async () => {
    const action = rawAction(
      `console.log('loading'); exports.onExecutePostLogin = async () => { console.log('running'); };`,
    );

    const { reports } = await runLogin([action]);

    expect(reports[0]?.logs).toEqual(['loading', 'running']);
  });

  behaves(
    'reads module.exports after initialisation, so it may be replaced and may have getters',
    { source: HARNESS, status: 'supported' },
    async () => {
      const replaced = await runLogin([
        rawAction('module.exports = { onExecutePostLogin: async () => {} };'),
      ]);
      const getter = await runLogin([
        rawAction(`Object.defineProperty(exports, 'onExecutePostLogin', { get: () => async () => {} });`),
      ]);

      expect(replaced.outcome.kind).toBe('completed');
      expect(getter.outcome.kind).toBe('completed');
    },
  );

  behaves('ignores what a handler returns', { source: HARNESS, status: 'supported' }, async () => {
    const { outcome } = await runLogin([loginAction('return { deny: true };')]);

    expect(outcome).toEqual({ kind: 'completed' });
  });

  behaves(
    'gives module, exports, require and console, and neither __filename nor __dirname',
    { source: HARNESS, status: 'supported' },
    async () => {
      const types = await valueInAction(
        '[typeof module, typeof exports, typeof require, typeof console.log, typeof __filename, typeof __dirname]',
      );

      expect(types).toEqual(['object', 'object', 'function', 'function', 'undefined', 'undefined']);
    },
  );

  behaves(
    'has the globals of Node: fetch, structuredClone, URL, Buffer, timers',
    { source: 'docs: actions/write-your-first-action', status: 'supported' },
    async () => {
      const names = ['fetch', 'structuredClone', 'URL', 'Buffer', 'setTimeout', 'AbortController', 'crypto'];

      const missing = await valueInAction(
        `${JSON.stringify(names)}.filter((name) => globalThis[name] === undefined)`,
      );

      expect(missing).toEqual([]);
    },
  );

  behaves(
    'refuses text that is no CommonJS: import, export and top-level await do not compile',
    { source: HARNESS, status: 'supported' },
    async () => {
      for (const code of ["import fs from 'node:fs';", 'export const a = 1;', 'await 1;']) {
        const { outcome } = await runLogin([rawAction(code)]);
        expect(outcome).toMatchObject({ kind: 'failed', error: { kind: 'invalid', name: 'SyntaxError' } });
      }
    },
  );

  behaves(
    'reports line numbers one too high, as the platform wraps the text in a first line of its own',
    { source: HARNESS, status: 'supported' },
    async () => {
      const { outcome } = await runLogin([
        rawAction(`exports.onExecutePostLogin = async () => { throw new Error('here'); };`, {
          name: 'lines',
        }),
      ]);

      expect(outcome.kind === 'failed' && outcome.error.stack).toContain('lines.js:2:');
    },
  );
});

describe('require', () => {
  behaves(
    "loads Node's built-in modules, with and without node:",
    { source: 'docs: actions/limitations', status: 'supported' },
    async () => {
      const types = await valueInAction(
        `[typeof require('node:crypto').randomUUID, typeof require('crypto').randomUUID]`,
      );

      expect(types).toEqual(['function', 'function']);
    },
  );

  behaves(
    'loads a declared dependency and refuses one that is installed but not declared',
    { source: 'docs: actions/manage-dependencies', status: 'supported' },
    async () => {
      const body = `console.log(typeof require('diff').diffLines)`;

      const declared = await runLogin([loginAction(body, { dependencies: ['diff'] })]);
      const undeclared = await runLogin([loginAction(body)]);
      const found = await runLogin([loginAction(`require.resolve('diff')`)]);
      const nameless = await runLogin([loginAction(`require(null)`)]);

      expect(declared.reports[0]?.logs).toEqual(['function']);
      expect(undeclared.outcome).toMatchObject({ kind: 'failed', error: { code: 'MODULE_NOT_FOUND' } });
      expect(found.outcome).toMatchObject({ kind: 'failed', error: { code: 'MODULE_NOT_FOUND' } });
      expect(nameless.outcome).toMatchObject({ kind: 'failed', error: { code: 'ERR_INVALID_ARG_TYPE' } });
    },
  );

  behaves(
    'loads no files of the machine',
    {
      source: HARNESS,
      status: 'differs',
      note: 'The platform has no files of yours; here they are refused.',
    },
    async () => {
      const { outcome } = await runLogin([loginAction(`require('./package.json')`)]);

      expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'MODULE_NOT_FOUND' } });
    },
  );

  behaves(
    'does not know Actions modules (actions:<name>)',
    {
      source: 'docs: actions modules (Early Access)',
      status: 'differs',
      note: 'Refused with a message that says so.',
    },
    async () => {
      const { outcome } = await runLogin([loginAction(`require('actions:shared')`)]);

      expect(outcome).toMatchObject({
        kind: 'failed',
        error: { message: expect.stringContaining('The local tenant has no Actions modules.') },
      });
    },
  );
});

describe('entrypoints', () => {
  const ENTRYPOINTS = 'auth0-actions harness: getHandler';

  behaves('the Action must export an object', { source: ENTRYPOINTS, status: 'supported' }, async () => {
    for (const exported of ['null', '() => {}', '1']) {
      const { outcome } = await runLogin([rawAction(`module.exports = ${exported};`)]);
      expect(outcome).toMatchObject({
        kind: 'failed',
        error: { message: 'The Action must export an object.' },
      });
    }
  });

  behaves(
    'a handler that is missing or not an async function is refused with the signature to use',
    { source: ENTRYPOINTS, status: 'supported' },
    async () => {
      const message =
        'Invalid function signature for the "onExecutePostLogin" handler. ' +
        'Use "exports.onExecutePostLogin = async function(event, api) { }" as the signature.';
      const sources = [
        '',
        'exports.onExecutePostLogin = (event, api) => Promise.resolve();',
        'exports.onExecutePostLogin = function (event, api) {};',
        'exports.onExecutePostLogin = async function* (event, api) {};',
        'exports.onExecutePostLogin = {};',
      ];

      for (const source of sources) {
        const { outcome } = await runLogin([rawAction(source)]);
        expect(outcome).toMatchObject({ kind: 'failed', error: { message } });
      }
    },
  );

  behaves(
    'each trigger calls its own handlers only',
    { source: ENTRYPOINTS, status: 'supported' },
    async () => {
      const action = rawAction('exports.onExecutePostLogin = async () => {};');

      const { outcome } = await runSignup([action]);

      expect(outcome).toMatchObject({
        error: { message: expect.stringContaining('"onExecutePreUserRegistration" handler') },
      });
    },
  );
});
