import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Benchmark, type Figure, meets } from './figure';

/** Runs every benchmark of this folder, or those whose names begin with a word of the command line. */
async function main(wanted: string[]): Promise<void> {
  const files = readdirSync(__dirname).filter((file) => file.endsWith('.bench.ts'));
  const chosen = files.filter((file) => wanted.length === 0 || wanted.some((word) => file.startsWith(word)));
  let missed = 0;
  for (const file of chosen.sort()) {
    process.stdout.write(`${file.replace('.bench.ts', '')}\n`);
    const { default: benchmark } = (await import(join(__dirname, file))) as { default: Benchmark };
    for (const figure of await benchmark()) {
      process.stdout.write(`  ${line(figure)}\n`);
      if (!meets(figure)) missed += 1;
    }
  }
  process.stdout.write(missed === 0 ? 'All goals are met.\n' : `${missed} goals are missed.\n`);
  process.exit(missed === 0 ? 0 : 1);
}

function line(figure: Figure): string {
  const { name, value, unit, goal } = figure;
  const shown = value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
  const wanted =
    goal === undefined ? '' : 'atMost' in goal ? `at most ${goal.atMost}` : `at least ${goal.atLeast}`;
  const verdict = goal === undefined ? '' : `${meets(figure) ? 'ok' : 'MISSED'} (${wanted})`;
  return `${name.padEnd(58)} ${`${shown} ${unit}`.padEnd(16)} ${verdict}`.trimEnd();
}

void main(process.argv.slice(2));
