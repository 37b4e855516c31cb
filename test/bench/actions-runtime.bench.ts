import { buildActions } from '../../scripts/bundle';
import { loadEnvironment } from '../../scripts/config';
import {
  type ActionsRuntime,
  createActionsRuntime,
  createInProcessRuntime,
  type RunnableAction,
} from '../../scripts/local-tenant/actions-runtime';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { completeEvent } from '../../scripts/simulation';
import { durations, type Figure, percentile, rate } from './figure';

const EMPTY = 'exports.onExecutePostLogin = async (event, api) => {};';
const NOW = new Date('2026-07-15T12:00:00Z');

export default async function actionsRuntime(): Promise<Figure[]> {
  const sandboxed = createActionsRuntime();
  const inProcess = createInProcessRuntime();
  const gatehouse = await builtActions();
  const empty = gatehouse.map(({ name }) => action(`empty-${name}`, EMPTY));
  const one = [action('one', EMPTY)];

  const first = await timeOf(() => login(sandboxed, one));
  const warm = await durations(5000, () => login(sandboxed, one));
  const withGatehouse = await durations(3000, () => login(inProcess, gatehouse));
  const withEmpty = await durations(3000, () => login(inProcess, empty));
  const pipeline = await rate(5000, () => login(inProcess, empty));
  const parallel = await parallelRate(sandboxed, gatehouse, 16, 100);
  const growth = await memoryGrowth(sandboxed, gatehouse, 10_000);
  await sandboxed.close();

  return [
    {
      name: 'one warm Action in the sandbox, p50',
      value: percentile(warm, 50),
      unit: 'ms',
      goal: { atMost: 0.3 },
    },
    { name: 'one warm Action in the sandbox, p99', value: percentile(warm, 99), unit: 'ms' },
    { name: 'the very first Action, with the start of its process', value: first, unit: 'ms' },
    {
      name: 'pipeline in process, empty post-login Actions',
      value: pipeline,
      unit: 'runs/s',
      goal: { atLeast: 3000 },
    },
    {
      name: "gatehouse's post-login Actions over empty ones, p50",
      value: percentile(withGatehouse, 50) - percentile(withEmpty, 50),
      unit: 'ms',
      goal: { atMost: 0.3 },
    },
    { name: "gatehouse's post-login Actions, 16 logins in parallel", value: parallel, unit: 'runs/s' },
    { name: 'memory after 10,000 more runs', value: growth, unit: 'MB more', goal: { atMost: 20 } },
  ];
}

async function builtActions(): Promise<RunnableAction[]> {
  const loaded = await loadEnvironment({ root: PROJECT_ROOT, environment: 'local', now: NOW });
  if (!loaded.ok) throw new Error('the policy is broken: run `npx gatehouse check local`');
  const built = await buildActions(loaded.config);
  const bound = loaded.config.tenant.triggers['post-login'] ?? [];
  return bound.flatMap((name) => {
    const found = built.find((candidate) => candidate.name === name);
    return found === undefined ? [] : [action(name, found.code)];
  });
}

function action(name: string, code: string): RunnableAction {
  return { id: name, name, code, secrets: {}, dependencies: [] };
}

/** A login that needs nothing: the case of nearly every login. */
const event = completeEvent('post-login', NOW, {
  user: {
    user_metadata: { language: 'en' },
    app_metadata: {
      gatehouse_terms: {
        state: 'accepted',
        sequence: 2,
        at: '2026-07-10T12:00:00.000Z',
        text_sha256: 'cbecdaae296713308258084b2cbe989c1c4e1c3eda1d7c1f263d448deac48749',
      },
    },
  },
});

async function login(runtime: ActionsRuntime, actions: RunnableAction[]): Promise<void> {
  const { outcome } = await runtime.run({ trigger: 'post-login', actions, event });
  if (outcome.kind !== 'completed') throw new Error(`the login was not allowed: ${JSON.stringify(outcome)}`);
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function parallelRate(runtime: ActionsRuntime, actions: RunnableAction[], at: number, each: number) {
  const loop = async () => {
    for (let run = 0; run < each; run += 1) await login(runtime, actions);
  };
  await loop();
  const milliseconds = await timeOf(() => Promise.all(Array.from({ length: at }, loop)));
  return (at * each) / (milliseconds / 1000);
}

async function memoryGrowth(
  runtime: ActionsRuntime,
  actions: RunnableAction[],
  runs: number,
): Promise<number> {
  const before = process.memoryUsage().rss;
  for (let run = 0; run < runs; run += 1) await login(runtime, actions);
  return Math.max(0, process.memoryUsage().rss - before) / 1e6;
}
