import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { type Benchmark, type Figure, meets, QUICK } from './figure';
import { describeMachine } from './machine';
import { type Results, withPerformance } from './readme';
import { type Part, textTable } from './table';

const HELP = `npm run bench             all parts but the slow ones; writes test/bench/results.json and the README's table
npm run bench -- --all    the slow ones too (10,000 logins, first deploys to four tenants)
npm run bench -- <part>…  only the parts whose names begin so; writes nothing
npm run bench -- --quick  each figure from few repeats: shows that the parts run, tells nothing of speed, writes nothing`;

const OPTIONS = ['--help', '--all', '--quick'];
const SLOW = ['many-logins', 'many-tenants'];

async function main(words: string[]): Promise<void> {
  if (words.includes('--help')) return void process.stdout.write(`${HELP}\n`);
  const unknown = words.find((word) => word.startsWith('--') && !OPTIONS.includes(word));
  if (unknown !== undefined) return fail(`there is no ${unknown}`);
  const wanted = words.filter((word) => !word.startsWith('--'));
  const all = words.includes('--all');
  const machine = describeMachine();
  const parts: Part[] = [];
  const leftOut: string[] = [];
  const names = partNames();
  const stranger = wanted.find((word) => !names.some((name) => name.startsWith(word)));
  if (stranger !== undefined) return fail(`there is no part "${stranger}"; accepted: ${names.join(', ')}`);
  for (const name of names) {
    const chosen =
      wanted.length > 0 ? wanted.some((word) => name.startsWith(word)) : all || !SLOW.includes(name);
    if (!chosen) {
      leftOut.push(name);
      continue;
    }
    process.stderr.write(`${name} …\n`);
    parts.push(await runPart(name));
  }
  process.stdout.write(`${machine}\n\n${textTable(parts)}\n\n`);
  if (leftOut.length > 0) process.stdout.write(`Left out: ${leftOut.join(', ')}.\n`);
  if (QUICK) {
    process.stdout.write('Few repeats: the figures only show that the parts run.\n');
    return process.exit(parts.some(({ failed }) => failed !== undefined) ? 1 : 0);
  }
  if (wanted.length === 0)
    keep({ machine, command: all ? 'npm run bench -- --all' : 'npm run bench', parts, leftOut });
  const missed = parts.flatMap(({ figures }) => figures).filter((figure) => !meets(figure)).length;
  process.stdout.write(missed === 0 ? 'All goals are met.\n' : `${missed} goals are missed.\n`);
  process.exit(missed === 0 ? 0 : 1);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n${HELP}\n`);
  process.exit(1);
}

function partNames(): string[] {
  const ending = '.bench.ts';
  const files = readdirSync(__dirname).filter((file) => file.endsWith(ending));
  return files.map((file) => file.slice(0, -ending.length)).sort();
}

/** A part that cannot run says so, and the rest runs. */
async function runPart(part: string): Promise<Part> {
  try {
    const { default: benchmark } = (await import(join(__dirname, `${part}.bench.ts`))) as {
      default: Benchmark;
    };
    return { part, figures: await figuresOf(benchmark) };
  } catch (error) {
    process.stderr.write(`${(error as Error).stack}\n`);
    return { part, figures: [], failed: firstLine((error as Error).message) };
  }
}

/** Few repeats meet or miss no goal. */
async function figuresOf(benchmark: Benchmark): Promise<Figure[]> {
  const figures = await benchmark();
  return QUICK ? figures.map(({ goal: _, ...figure }) => figure) : figures;
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').replaceAll(PROJECT_ROOT, '.').slice(0, 120);
}

function keep(measured: Omit<Results, 'date'>): void {
  const results: Results = { date: new Date().toISOString().slice(0, 10), ...measured };
  const file = join(__dirname, 'results.json');
  writeFileSync(file, JSON.stringify(results, null, 2));
  // As the linter wants it: the file is part of the repository.
  execFileSync(join(PROJECT_ROOT, 'node_modules/.bin/biome'), ['format', '--write', file], {
    stdio: 'ignore',
  });
  const readme = join(PROJECT_ROOT, 'README.md');
  writeFileSync(readme, withPerformance(readFileSync(readme, 'utf8'), results));
}

void main(process.argv.slice(2));
