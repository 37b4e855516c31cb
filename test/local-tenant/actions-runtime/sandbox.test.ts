import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ActionsRuntime,
  createActionsRuntime,
  errorClass,
} from '../../../scripts/local-tenant/actions-runtime';
import { behaves } from '../../support/fidelity';
import { loginAction, rawAction } from './actions';

const event = { user: { user_id: 'auth0|1', app_metadata: {}, user_metadata: {} }, request: { query: {} } };
const LIMITS = 'docs: actions/limitations';

describe('an Action that misbehaves', () => {
  const limits = { heapMegabytes: 48, residentMegabytes: 200 };
  const runtime = createActionsRuntime(limits);
  const impatient = createActionsRuntime({ ...limits, timeoutMs: 1200 });
  afterAll(async () => {
    await runtime.close();
    await impatient.close();
  });

  const run = (body: string, by = runtime) =>
    by.run({ trigger: 'post-login', actions: [loginAction(body)], event });

  async function harmsNobody(body: string, expected: object, by = runtime): Promise<void> {
    const harmed = await run(body, by);
    const next = await run(`console.log('fine')`, by);

    expect(harmed.outcome).toMatchObject(expected);
    expect(next.outcome).toEqual({ kind: 'completed' });
    expect(next.reports[0]?.logs).toEqual(['fine']);
  }

  behaves(
    'one that spins, hangs or never lets go of the event loop is killed at the limit (20 s for the whole trigger)',
    {
      source: LIMITS,
      status: 'supported',
      note: 'The time counts from the start of the first Action of a leg.',
    },
    async () => {
      const timeout = {
        kind: 'failed',
        error: { kind: 'timeout', message: 'Request to Webtask exceeded allowed execution time' },
      };

      await harmsNobody('for (;;);', timeout, impatient);
      await harmsNobody('await new Promise(() => {})', timeout, impatient);
      await harmsNobody('for (;;) await null', timeout, impatient);
    },
  );

  behaves(
    'the limit is for all Actions of a leg together, and each leg has its own',
    { source: LIMITS, status: 'supported' },
    async () => {
      const patient = createActionsRuntime({ timeoutMs: 1500 });
      const wait = 'await new Promise((resolve) => setTimeout(resolve, 800))';
      const redirecting = loginAction(`${wait}; api.redirect.sendUserTo('https://example.com')`, {
        onContinue: wait,
      });

      const both = await patient.run({
        trigger: 'post-login',
        actions: [loginAction(wait), loginAction(wait)],
        event,
      });
      const first = await patient.run({ trigger: 'post-login', actions: [redirecting], event });
      if (!('suspension' in first.outcome)) throw new Error('not suspended');
      const resume = first.outcome.suspension;
      const second = await patient.run({ trigger: 'post-login', actions: [redirecting], event, resume });
      await patient.close();

      expect(both.outcome).toMatchObject({ kind: 'failed', error: { kind: 'timeout' } });
      expect(both.reports).toHaveLength(2);
      expect(second.outcome).toEqual({ kind: 'completed' });
    },
  );

  behaves(
    'one that needs too much memory is ended',
    {
      source: 'not established',
      status: 'unknown',
      note: 'Auth0 documents no limit. Assumed: 128 MB of heap, 300 MB in all (Linux only).',
    },
    async () => {
      const memory = { kind: 'failed', error: { kind: 'memory' } };

      await harmsNobody('const a = []; for (;;) a.push(new Array(1000).fill({}))', memory);
      await harmsNobody('const a = []; for (;;) { a.push(Buffer.alloc(1e6, 1)); await null; }', memory);
    },
  );

  behaves(
    'one that exits or aborts fails its own login only',
    { source: 'not established', status: 'unknown', note: 'Assumed: a failure of the platform kind.' },
    async () => {
      const exit = (code: number) => ({
        kind: 'failed',
        error: { kind: 'exit', message: `The Action ended its process (exit code ${code}).` },
      });

      await harmsNobody('process.exit(3)', exit(3));
      await harmsNobody('process.abort()', exit(134));
    },
  );

  behaves(
    'files cannot be read or written, processes and workers not started, signals not sent',
    {
      source: 'docs: deprecations-and-migrations/migrate-nodejs-22 (writes are disabled)',
      status: 'differs',
      note: "Reading and worker threads may work on Auth0. Node's permission model guards against accidents, not attackers.",
    },
    async () => {
      const file = join(tmpdir(), `gatehouse-${randomUUID()}`);
      const denied = { kind: 'failed', error: { kind: 'threw', code: 'ERR_ACCESS_DENIED' } };

      await harmsNobody(`require('fs').writeFileSync(${JSON.stringify(file)}, 'x')`, denied);
      await harmsNobody(`require('fs').readFileSync('/etc/hostname')`, denied);
      await harmsNobody(`require('child_process').execSync('true')`, denied);
      await harmsNobody(`new (require('worker_threads').Worker)('0', { eval: true })`, denied);
      await harmsNobody('process.kill(process.ppid)', denied);
      await harmsNobody(`require('os').setPriority(process.ppid, 19)`, denied);
      await harmsNobody(`require('trace_events').createTracing({ categories: ['v8'] }).enable()`, denied);
      expect(existsSync(file)).toBe(false);
    },
  );

  it('cannot reach the channel to its parent or the environment', async () => {
    const { reports } = await run(
      'console.log(JSON.stringify([typeof process.send, Object.keys(process.env), process.argv.length]))',
    );

    expect(JSON.parse(reports[0]?.logs[0] ?? '')).toEqual(['undefined', [], 1]);
  });

  it('cannot bring down its parent, or answer for others, by writing to the channel itself', async () => {
    const broken = { kind: 'failed', error: { kind: 'exit', message: expect.stringContaining('channel') } };
    const write = (text: string) => `require('fs').writeSync(3, ${JSON.stringify(text)})`;
    await harmsNobody(write('no JSON\n'), broken);
    await harmsNobody(`${write('{"type":"answer"}\n')}; await new Promise(() => {})`, broken);
    const forged = { type: 'answer', answer: { commands: [], logs: ['forged'], durationMs: 0 } };
    await harmsNobody(write(`${JSON.stringify(forged)}\n`), { kind: 'completed' });
  });

  it('does not hear the calls of others, or keep them from being heard', async () => {
    await run(`process.on('message', (message) => { globalThis.heard = message; })`);
    for (let next = 0; next < 3; next += 1) {
      const { reports } = await run('console.log(typeof globalThis.heard)');
      expect(reports[0]?.logs).toEqual(['undefined']);
    }
    await harmsNobody('process.removeAllListeners()', { kind: 'completed' });
  });

  behaves(
    'what it leaves behind harms nobody: a timer that exits, throws or spins later',
    {
      source: 'not established',
      status: 'differs',
      note: 'A process with timers left behind is not used again, so module state is lost; Auth0 keeps the instance.',
    },
    async () => {
      await harmsNobody('setTimeout(() => process.exit(1), 5)', { kind: 'completed' });
      await harmsNobody(`setTimeout(() => { throw new Error('late'); }, 5)`, { kind: 'completed' });
      await harmsNobody('setTimeout(() => { for (;;); }, 0)', { kind: 'completed' });
      await harmsNobody('setTimeout(() => { for (;;); }, 0).unref()', { kind: 'completed' });
      await harmsNobody('setImmediate(() => process.exit(1))', { kind: 'completed' });
      const failed = { kind: 'failed' };
      await harmsNobody('const spin = () => Promise.resolve().then(spin); spin()', failed, impatient);
    },
  );

  behaves(
    'what it does to built-ins harms nobody: its process is not used again',
    {
      source: 'not established',
      status: 'differs',
      note: 'Functions of JSON, Object, Promise, process, arrays, maps, sets and strings, and what is added to their prototypes. On Auth0 such a change may live on in the instance.',
    },
    async () => {
      const completed = { kind: 'completed' };
      await harmsNobody('Object.prototype.toJSON = () => ({})', completed);
      await harmsNobody(`JSON.stringify = () => '"x"'`, completed);
      await harmsNobody(`Array.prototype.push = () => { throw new Error('push'); }`, completed);
      await harmsNobody(`globalThis.process = {}; globalThis.setTimeout = 1`, completed);
      await harmsNobody(
        `Object.defineProperty(Object.getPrototypeOf(async () => {}), 'constructor', { value: String })`,
        completed,
      );
      await harmsNobody(`require('async_hooks').AsyncLocalStorage.prototype.getStore = null`, completed);
      await harmsNobody(`process.getActiveResourcesInfo = null`, completed);
      await harmsNobody(`Promise.prototype.then = () => { throw new Error('then'); }`, { kind: 'failed' });
      await run('Object.prototype.polluted = true');
      const { reports } = await run('console.log(typeof {}.polluted)');
      expect(reports[0]?.logs).toEqual(['undefined']);
    },
  );

  it('neither errors that cannot be read nor results that never come harm anybody', async () => {
    const threw = { kind: 'failed', error: { kind: 'threw' } };
    const unreadable = "{ get() { throw new Error('no'); }, getPrototypeOf() { throw new Error('no'); } }";
    await harmsNobody(`throw new Proxy({}, ${unreadable})`, threw);
    await harmsNobody(`throw Object.defineProperty(new Error(), 'stack', ${unreadable})`, threw);
    await harmsNobody("throw Symbol('x')", threw);
    await harmsNobody(`console.log(new Proxy({}, ${unreadable}))`, { kind: 'completed' });
    await harmsNobody('return { then(_, refuse) { refuse(new Error()); } }', threw);
    await harmsNobody('return { then() {} }', { kind: 'failed', error: { kind: 'timeout' } }, impatient);
    await harmsNobody("require('node:net').createServer().listen(0)", { kind: 'completed' });
  });

  it('a timer left behind does not spin while the next Action waits', async () => {
    const left = await run('setTimeout(() => { for (;;); }, 50)');
    const waiting = await run('await new Promise((resolve) => setTimeout(resolve, 120))');

    expect([left.outcome.kind, waiting.outcome.kind]).toEqual(['completed', 'completed']);
  });

  it('tells the kinds of failure apart for the tenant log', () => {
    expect(
      ['threw', 'invalid', 'timeout', 'memory', 'exit'].map((kind) => errorClass(kind as never)),
    ).toEqual(['action_error', 'action_error', 'action_timeout', 'platform_error', 'platform_error']);
  });
});

describe('console', () => {
  const HARNESS = 'auth0-actions harness: console';
  let runtime: ActionsRuntime;
  beforeAll(() => {
    runtime = createActionsRuntime();
  });
  afterAll(() => runtime.close());

  const logsOf = async (body: string) => {
    const result = await runtime.run({ trigger: 'post-login', actions: [loginAction(body)], event });
    return result.reports[0]?.logs ?? [];
  };

  behaves(
    'log, info, warn, error and trace come out in order, formatted as Node does',
    { source: 'docs: actions/actions-real-time-logs', status: 'supported' },
    async () => {
      const logs =
        await logsOf(`console.log('%s is %d', 'a', 1, { b: [2] }); console.warn('w'); console.error('e');
        console.info('i'); console.trace('t')`);

      expect(logs.slice(0, 4)).toEqual(['a is 1 { b: [ 2 ] }', 'w', 'e', 'i']);
      expect(logs[4]).toContain('Trace: t');
    },
  );

  behaves(
    'keeps 262,144 bytes of one run and drops the rest silently',
    {
      source: HARNESS,
      status: 'supported',
      note: 'Auth0 persists 256 characters per Action; execution records here keep as much, the dashboard shows all.',
    },
    async () => {
      const logs = await logsOf(`for (let i = 0; i < 4; i += 1) console.log('x'.repeat(99_999))`);

      expect(logs.map((log) => log.length)).toEqual([99_999, 99_999, 62_144]);
    },
  );

  behaves(
    'output of a promise that nobody awaits is lost, and never shows in another run',
    { source: HARNESS, status: 'supported' },
    async () => {
      const late = await logsOf(`setTimeout(() => console.log('late'), 5).unref()`);
      const next = await logsOf('await new Promise((resolve) => setTimeout(resolve, 30))');

      expect([late, next]).toEqual([[], []]);
    },
  );

  behaves(
    'what an Action printed before it threw is still reported',
    {
      source: HARNESS,
      status: 'differs',
      note: 'The harness drops it; the real-time logs of a tenant show it.',
    },
    async () => {
      expect(await logsOf(`console.log('before'); throw new Error('no')`)).toEqual(['before']);
    },
  );
});

describe('many logins at once', () => {
  it('share a few processes and keep their output apart', async () => {
    const runtime = createActionsRuntime();
    const action = rawAction(`
      exports.onExecutePostLogin = async (event) => {
        for (let i = 0; i < 3; i += 1) {
          console.log(event.user.user_id);
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
        console.log(process.pid);
      };`);

    const results = await Promise.all(
      Array.from({ length: 16 }, (_, login) =>
        runtime.run({
          trigger: 'post-login',
          actions: [action],
          event: { user: { user_id: `auth0|${login}` } },
        }),
      ),
    );
    await runtime.close();

    const logs = results.map((result) => result.reports[0]?.logs ?? []);
    expect(logs.map((lines) => lines.slice(0, 3))).toEqual(
      Array.from({ length: 16 }, (_, login) => Array.from({ length: 3 }, () => `auth0|${login}`)),
    );
    expect(new Set(logs.map((lines) => lines[3])).size).toBeLessThan(16);
  });

  it('go on using the same processes, however many wait', async () => {
    const runtime = createActionsRuntime();
    const processes = new Set<string>();
    const person = async () => {
      for (let login = 0; login < 50; login += 1) {
        const { reports } = await runtime.run({
          trigger: 'post-login',
          actions: [loginAction('console.log(process.pid)')],
          event,
        });
        for (const line of reports[0]?.logs ?? []) processes.add(line);
      }
    };
    await Promise.all(Array.from({ length: 16 }, person));
    await runtime.close();

    expect(processes.size).toBeLessThanOrEqual(4);
  });

  it('are not held up by others that hang: they get processes of their own', async () => {
    const runtime = createActionsRuntime({ timeoutMs: 5000 });
    const run = (body: string) => runtime.run({ trigger: 'post-login', actions: [loginAction(body)], event });
    const hanging = Array.from({ length: 6 }, () => run('await new Promise(() => {})'));

    const quick = await run('');
    await runtime.close();

    expect(quick.outcome.kind).toBe('completed');
    expect((await Promise.all(hanging)).map((result) => result.outcome.kind)).toEqual(
      hanging.map(() => 'failed'),
    );
  });
});

describe('the network', () => {
  behaves(
    'can be reached with fetch, and an Action that used it stays warm',
    { source: 'docs: actions/action-coding-guidelines', status: 'supported' },
    async () => {
      const server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const runtime = createActionsRuntime();
      const action = loginAction(`
        const response = await fetch('http://127.0.0.1:${port}/', { signal: AbortSignal.timeout(3000) });
        console.log(await response.text(), process.pid);`);

      const first = await runtime.run({ trigger: 'post-login', actions: [action], event });
      const second = await runtime.run({ trigger: 'post-login', actions: [action], event });
      await runtime.close();
      server.close();
      server.closeAllConnections();

      expect(first.reports[0]?.logs[0]).toMatch(/^hello \d+$/);
      expect(second.reports[0]?.logs).toEqual(first.reports[0]?.logs);
    },
  );
});

describe('the clock', () => {
  it('can be frozen: Date is exactly what the caller says, in every way to ask for it', async () => {
    const runtime = createActionsRuntime();
    const now = new Date('2026-07-15T12:00:00.123Z');
    const body = `
      await new Promise((resolve) => setTimeout(resolve, 5));
      console.log(JSON.stringify([Date.now(), new Date(), new Date(0), Date.UTC(2020, 0), new Date() instanceof Date,
        Date() === new Date().toString()]))`;

    const frozen = await runtime.run({ trigger: 'post-login', actions: [loginAction(body)], event, now });
    const real = await runtime.run({
      trigger: 'post-login',
      actions: [loginAction('console.log(Date.now())')],
      event,
    });
    await runtime.close();

    expect(JSON.parse(frozen.reports[0]?.logs[0] ?? '')).toEqual([
      now.getTime(),
      now.toISOString(),
      '1970-01-01T00:00:00.000Z',
      Date.UTC(2020, 0),
      true,
      true,
    ]);
    expect(Math.abs(Number(real.reports[0]?.logs[0]) - Date.now())).toBeLessThan(60_000);
  });
});

describe('another Node', () => {
  behaves(
    'GATEHOUSE_ACTION_NODE runs Actions on another Node binary',
    {
      source: 'docs: deprecations-and-migrations/migrate-nodejs-22',
      status: 'differs',
      note: "Actions run on this machine's Node unless told otherwise; Auth0 runs Node 22.",
    },
    async () => {
      const runtime = createActionsRuntime({ node: process.execPath });
      const { outcome } = await runtime.run({ trigger: 'post-login', actions: [loginAction('')], event });
      await runtime.close();

      expect(outcome.kind).toBe('completed');
    },
  );

  it('one that cannot be run fails the login with a message that names it', async () => {
    const runtime = createActionsRuntime({ node: '/no/such/node' });

    const { outcome } = await runtime.run({ trigger: 'post-login', actions: [loginAction('')], event });
    await runtime.close();

    expect(outcome).toMatchObject({
      kind: 'failed',
      error: { kind: 'unavailable', message: expect.stringContaining('/no/such/node cannot be run as Node') },
    });
  });
});
