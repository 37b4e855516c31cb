/**
 * `npm run fuzz`. Feeds hostile events to every bundle: wrong types everywhere, prototype keys, lone surrogates, megabyte strings,
 * missing objects, getters that throw. Fails on a throw, on a command beside a denial that should not be there, on any
 * command in report mode, and on a log line that is too long, missing, or holds personal data.
 */
import { Command, InvalidArgumentError } from 'commander';
import { attack, loadTargets, NOW, type Target } from './attack';

async function main(): Promise<void> {
  const { events, seed } = new Command('npm run fuzz --')
    .description('feed hostile events to every bundle; fails at the first that does harm')
    .option('--events <number>', 'how many for each Action', wholeNumber, 100_000)
    .option('--seed <number>', 'other events with another number', wholeNumber, 1)
    .parse()
    .opts<{ events: number; seed: number }>();
  // Nothing leaves this process, and time stands still.
  globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'));
  Date.now = () => NOW;

  const targets = await loadTargets();
  for (const name of [...new Set(targets.map((target) => target.name))]) {
    const started = performance.now();
    const decisions = await attackAll(
      targets.filter((target) => target.name === name),
      events,
      seed,
    );
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${name}: ${events} hostile events in ${seconds} s, nothing found; ${decisions}`);
  }
}

/** In turn through all variants; tells which decisions were met, so that one sees what was really exercised. */
async function attackAll(targets: Target[], events: number, seed: number): Promise<string> {
  const met = new Map<string, number>();
  for (let index = 0; index < events; index++) {
    const target = targets[index % targets.length] as Target;
    const problem = await attack(target, seed * 1_000_003 + index);
    if (problem !== undefined) {
      console.error(problem);
      process.exit(1);
    }
    const decision = /"d":"(\w+)"/.exec(target.lines[0] ?? '')?.[1] ?? 'none';
    met.set(decision, (met.get(decision) ?? 0) + 1);
  }
  return [...met].map(([decision, count]) => `${decision} ${count}`).join(', ');
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}

void main();
