import {
  type ActionsRuntime,
  createActionsRuntime,
  createInProcessRuntime,
  type RunnableAction,
} from '../../scripts/local-tenant/actions-runtime';
import { completeEvent } from '../../scripts/simulation';
import { postLoginActions, runnable } from './built-environment';
import {
  durations,
  type Figure,
  inTurn,
  percentile,
  rate,
  repeats,
  type Sample,
  sampleOf,
  timeOf,
} from './figure';
import { memoryInUse } from './memory-in-use';

const EMPTY = 'exports.onExecutePostLogin = async (event, api) => {};';
const NOW = new Date('2026-07-15T12:00:00Z');
const ROUNDS = 9;

export default async function actionsRuntime(): Promise<Figure[]> {
  const sandboxed = createActionsRuntime();
  const inProcess = createInProcessRuntime();
  const gatehouse = await postLoginActions(NOW);
  const empty = gatehouse.map(({ name }) => runnable(`empty-${name}`, EMPTY));
  const one = [runnable('one', EMPTY)];

  const first = await timeOf(() => login(sandboxed, one));
  const warm = await inTurn(ROUNDS, { one: () => percentilesOf(sandboxed, one) });
  for (const actions of [gatehouse, empty]) await rate(1000, () => login(inProcess, actions));
  const cost = await inTurn(ROUNDS, {
    gatehouse: () => costOf(inProcess, gatehouse),
    empty: () => costOf(inProcess, empty),
  });
  const sandbox = await inTurn(ROUNDS, {
    gatehouse: () => percentilesOf(sandboxed, gatehouse),
    empty: () => percentilesOf(sandboxed, empty),
  });
  const pipeline = await inTurn(ROUNDS, {
    empty: async () => ({ runs: await rate(1000, () => login(inProcess, empty)) }),
  });
  const parallel = await parallelRate(sandboxed, gatehouse, 16, repeats(100));
  const growth = await memoryGrowth(sandboxed, gatehouse, 10_000);
  await sandboxed.close();

  const beside = (sample: Sample) => ({ name: 'empty Actions', ...sample });
  return [
    {
      name: 'CPU of the post-login Actions over empty ones, per login',
      unit: 'ms',
      value: cost.gatehouse.cpu.value - cost.empty.cpu.value,
      goal: { atMost: 0.3 },
    },
    { name: '… CPU of a login', unit: 'ms', ...cost.gatehouse.cpu, peer: beside(cost.empty.cpu) },
    { name: '… in process, p50', unit: 'ms', ...cost.gatehouse.p50, peer: beside(cost.empty.p50) },
    { name: '… in process, p99', unit: 'ms', ...cost.gatehouse.p99, peer: beside(cost.empty.p99) },
    { name: '… in the sandbox, p50', unit: 'ms', ...sandbox.gatehouse.p50, peer: beside(sandbox.empty.p50) },
    { name: '… in the sandbox, p99', unit: 'ms', ...sandbox.gatehouse.p99, peer: beside(sandbox.empty.p99) },
    { name: 'one warm Action in the sandbox, p50', unit: 'ms', ...warm.one.p50, goal: { atMost: 0.3 } },
    { name: 'one warm Action in the sandbox, p99', unit: 'ms', ...warm.one.p99 },
    { name: 'the very first Action, with the start of its process', value: first, unit: 'ms' },
    {
      name: 'pipeline in process, empty Actions',
      unit: 'runs/s',
      ...pipeline.empty.runs,
      goal: { atLeast: 3000 },
    },
    { name: 'post-login Actions in the sandbox, 16 in parallel', value: parallel, unit: 'runs/s' },
    {
      name: `heap after ${repeats(10_000).toLocaleString('en')} more runs`,
      value: growth,
      unit: 'MB more',
      goal: { atMost: 5 },
    },
  ];
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

async function percentilesOf(runtime: ActionsRuntime, actions: RunnableAction[]) {
  const measured = await durations(500, () => login(runtime, actions));
  return { p50: percentile(measured, 50), p99: percentile(measured, 99) };
}

/** CPU is counted over short batches: its median leaves out what disturbed a few of them. */
async function costOf(runtime: ActionsRuntime, actions: RunnableAction[]) {
  const batches: number[] = [];
  const measured: number[] = [];
  const times = 25;
  for (let batch = 0; batch < repeats(20); batch += 1) {
    const before = process.cpuUsage();
    for (let run = 0; run < times; run += 1) measured.push(await timeOf(() => login(runtime, actions)));
    const { user, system } = process.cpuUsage(before);
    batches.push((user + system) / 1000 / times);
  }
  measured.sort((a, b) => a - b);
  return { cpu: sampleOf(batches).value, p50: percentile(measured, 50), p99: percentile(measured, 99) };
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
  const before = memoryInUse().heap;
  for (let run = 0; run < repeats(runs); run += 1) await login(runtime, actions);
  return Math.max(0, memoryInUse().heap - before);
}
