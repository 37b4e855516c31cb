/** One measured figure, what it is held against, and what stands beside it. */
export interface Figure {
  name: string;
  /** The median where there were several rounds. */
  value: number;
  unit: string;
  /** The lowest and the highest round. */
  spread?: readonly [number, number];
  /** Absent: only for information. */
  goal?: { atMost: number } | { atLeast: number };
  /** The same of something else, measured in turn with ours. */
  peer?: PeerFigure;
}

export type PeerFigure =
  | { name: string; value: number; spread?: readonly [number, number] }
  /** Why there is no figure. */
  | { name: string; missing: string };

/** A file `<subject>.bench.ts` has such a function as its default export. */
export type Benchmark = () => Promise<Figure[]>;

/** A run that only shows that the parts run. */
export const QUICK = process.argv.includes('--quick');

/** How often something is repeated; with `--quick` only as often as it takes to see that it runs. */
export function repeats(times: number): number {
  return QUICK ? Math.min(times, 2) : times;
}

/** One quantity over all rounds. */
export interface Sample {
  value: number;
  spread: readonly [number, number];
}

/**
 * Measures several sides in turn, round after round, each round in the opposite order of the one before: what
 * disturbs the machine disturbs all sides alike. A side's round gives one number per quantity.
 */
export async function inTurn<Side extends string, Quantity extends string>(
  rounds: number,
  sides: Record<Side, () => Promise<Record<Quantity, number>>>,
): Promise<Record<Side, Record<Quantity, Sample>>> {
  const names = Object.keys(sides) as Side[];
  const measured = new Map<Side, Record<Quantity, number>[]>(names.map((name) => [name, []]));
  for (let round = 0; round < repeats(rounds); round += 1) {
    const order = round % 2 === 0 ? names : [...names].reverse();
    for (const name of order) measured.get(name)?.push(await sides[name]());
  }
  const entries = names.map((name) => [name, samplesOf(measured.get(name) ?? [])]);
  return Object.fromEntries(entries) as Record<Side, Record<Quantity, Sample>>;
}

function samplesOf<Quantity extends string>(rounds: Record<Quantity, number>[]): Record<Quantity, Sample> {
  const quantities = Object.keys(rounds[0] ?? {}) as Quantity[];
  const entries = quantities.map((quantity) => [quantity, sampleOf(rounds.map((round) => round[quantity]))]);
  return Object.fromEntries(entries) as Record<Quantity, Sample>;
}

export function sampleOf(values: readonly number[]): Sample {
  const sorted = [...values].sort((a, b) => a - b);
  return { value: median(sorted), spread: [sorted[0] ?? Number.NaN, sorted.at(-1) ?? Number.NaN] };
}

function median(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export async function timeOf(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Milliseconds of each of these runs, sorted; some runs before that are not counted. */
export async function durations(runs: number, work: () => Promise<unknown>): Promise<number[]> {
  const times = repeats(runs);
  for (let warmUp = 0; warmUp < Math.ceil(times / 10); warmUp += 1) await work();
  const measured: number[] = [];
  for (let run = 0; run < times; run += 1) measured.push(await timeOf(work));
  return measured.sort((a, b) => a - b);
}

export function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

/** Runs per second. */
export async function rate(runs: number, work: () => Promise<unknown>): Promise<number> {
  const times = repeats(runs);
  await work();
  const milliseconds = await timeOf(async () => {
    for (let run = 0; run < times; run += 1) await work();
  });
  return times / (milliseconds / 1000);
}

export function meets({ value, goal }: Figure): boolean {
  if (goal === undefined) return true;
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}
