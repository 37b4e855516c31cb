/** One measured figure and the goal that it is held against. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** Absent: only for information. */
  goal?: { atMost: number } | { atLeast: number };
}

/** A file `<subject>.bench.ts` has such a function as its default export. */
export type Benchmark = () => Promise<Figure[]>;

/** Milliseconds of each of `times` runs, sorted; some runs before that are not counted. */
export async function durations(times: number, work: () => Promise<unknown>): Promise<number[]> {
  for (let warmUp = 0; warmUp < Math.ceil(times / 10); warmUp += 1) await work();
  const measured: number[] = [];
  for (let run = 0; run < times; run += 1) {
    const began = performance.now();
    await work();
    measured.push(performance.now() - began);
  }
  return measured.sort((a, b) => a - b);
}

export function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

/** Runs per second. */
export async function rate(times: number, work: () => Promise<unknown>): Promise<number> {
  await work();
  const began = performance.now();
  for (let run = 0; run < times; run += 1) await work();
  return times / ((performance.now() - began) / 1000);
}

export function meets({ value, goal }: Figure): boolean {
  if (goal === undefined) return true;
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}
