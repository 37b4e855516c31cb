import { buildActions } from '../../scripts/bundle';
import { configOf } from './built-environment';
import { timeOf } from './figure';

/** Builds environments in a process that has built nothing before, and prints the milliseconds as JSON. */
async function main(environments: string[]): Promise<void> {
  const buildOne = async (environment: string) => void (await buildActions(await configOf(environment)));
  const began = performance.now();
  const config = await configOf('local');
  const checked = performance.now() - began;
  const first = await timeOf(() => buildActions(config));
  const again = await timeOf(() => buildOne('local'));
  const all = await timeOf(() => Promise.all(environments.map(buildOne)));
  process.stdout.write(JSON.stringify({ checked, first, again, all }));
}

void main(process.argv.slice(2));
