/**
 * Feeds hostile events to every bundle: wrong types everywhere, prototype keys, lone surrogates, megabyte strings,
 * missing objects, getters that throw. Fails on a throw, on a command beside a denial that should not be there, on any
 * command in report mode, and on a log line that is too long, missing, or holds personal data.
 *
 *     npm run fuzz -- --events 100000 --seed 1
 */
import { parseArgs } from 'node:util';
import { compileFunction } from 'node:vm';
import { type BuiltAction, buildActions } from '../../scripts/bundle';
import { loadEnvironment } from '../../scripts/config';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { hostileEvent } from './hostile-event';
import { Chance, PERSONAL } from './hostile-values';
import { type Call, recordingApi } from './recording-api';

type Handler = (event: unknown, api: unknown) => Promise<void>;

interface Target {
  name: string;
  variant: string;
  handlers: Record<string, Handler>;
  lines: string[];
}

const LONGEST_LINE = 256;
const NOW = Date.parse('2026-08-15T12:00:00Z');
const EXTRAS = {
  email: { grace: '24h', resend: { everyMinutes: 1, perDay: 50 } },
  signup: { minimumAge: { field: 'ulp-birth-year', default: 16 } },
  claims: { accessTokenAudiences: ['https://api.example.com'], organization: true, roles: true },
};

/** What each bundle is built with. */
const VARIANTS: Record<string, object> = {
  form: EXTRAS,
  redirect: {
    ...EXTRAS,
    terms: { prompt: { kind: 'redirect', url: 'https://consent.example.com/', secret: 'TERMS_SIGNING_KEY' } },
  },
  report: { ...EXTRAS, mode: 'report' },
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { events: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
  });
  const events = Number(values.events);
  // Nothing leaves this process, and time stands still.
  globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'));
  Date.now = () => NOW;

  const targets = (await Promise.all(Object.entries(VARIANTS).map(load))).flat();
  const names = [...new Set(targets.map(({ name }) => name))];
  for (const name of names) {
    const started = performance.now();
    const candidates = targets.filter((target) => target.name === name);
    for (let index = 0; index < events; index++) {
      const seed = Number(values.seed) * 1_000_003 + index;
      const target = candidates[index % candidates.length] as Target;
      await attack(target, seed);
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${name}: ${events} hostile events, nothing found (${seconds} s)`);
  }
}

async function load([variant, policyOverride]: [string, object]): Promise<Target[]> {
  const loaded = await loadEnvironment({
    root: PROJECT_ROOT,
    environment: 'local',
    policyOverride,
    now: new Date(NOW),
    formIds: { 'accept-terms': 'ap_form' },
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  return (await buildActions(loaded.config)).map((action) => start(action, variant));
}

function start({ name, code }: BuiltAction, variant: string): Target {
  const lines: string[] = [];
  const exports: Record<string, Handler> = {};
  const log = (...values: unknown[]) => lines.push(values.join(' '));
  compileFunction(code, ['exports', 'require', 'console'])(exports, require, { log });
  return { name, variant, handlers: exports, lines };
}

async function attack(target: Target, seed: number): Promise<void> {
  for (const [handler, run] of Object.entries(target.handlers)) {
    const chance = new Chance(seed);
    const event = hostileEvent(chance);
    const { api, calls } = recordingApi(event, chance);
    target.lines.length = 0;
    const problem = await problemOf(() => run(event, api), target, calls);
    if (problem !== undefined) {
      console.error(`${target.name} (${target.variant}, ${handler}, event ${seed}): ${problem}`);
      console.error(JSON.stringify({ calls, lines: target.lines }, null, 2));
      process.exit(1);
    }
  }
}

async function problemOf(
  run: () => Promise<void>,
  target: Target,
  calls: Call[],
): Promise<string | undefined> {
  try {
    await run();
  } catch (error) {
    return `it threw ${String(error)}`;
  }
  const [line = '', ...more] = target.lines;
  if (line === '' || more.length > 0) return `it logged ${target.lines.length} lines`;
  if (line.length > LONGEST_LINE) return `its log line has ${line.length} characters`;
  if (line.includes(PERSONAL) || line.includes('198.51.100')) return 'its log line holds personal data';
  const { d, m } = JSON.parse(line) as { d: string; m: string };
  if (m === 'report' && calls.length > 0) return 'it acted in report mode';
  const denials = calls.filter(({ type }) => type === 'access.deny' || type === 'validation.error');
  const beside = calls.filter((call) => !denials.includes(call) && call.key !== 'gatehouse_resend');
  if (denials.length > 0 && beside.length > 0) return 'it did more than to deny';
  if (m === 'enforce' && (d === 'deny') !== denials.length > 0)
    return 'it logged another decision than it took';
  if (denials.some(({ key }) => String(key).includes(PERSONAL))) return 'its reason holds personal data';
  return undefined;
}

void main();
