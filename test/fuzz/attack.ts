/** Loads every bundle in every variant, and judges what one of them does with one hostile event. */
import { compileFunction } from 'node:vm';
import { type BuiltAction, buildActions } from '../../scripts/bundle';
import { loadEnvironment } from '../../scripts/config';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { hostileEvent } from './hostile-event';
import { Chance, PERSONAL } from './hostile-values';
import { type Call, recordingApi } from './recording-api';

type Handler = (event: unknown, api: unknown) => Promise<void>;

export interface Target {
  name: string;
  variant: string;
  handlers: Record<string, Handler>;
  lines: string[];
}

const LONGEST_LINE = 256;
export const NOW = Date.parse('2026-08-15T12:00:00Z');
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

/** All bundles in all variants. */
export async function loadTargets(): Promise<Target[]> {
  return (await Promise.all(Object.entries(VARIANTS).map(load))).flat();
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

/** Runs every handler of a bundle with the event of this seed; says what was wrong, if anything was. */
export async function attack(target: Target, seed: number): Promise<string | undefined> {
  for (const [handler, run] of Object.entries(target.handlers)) {
    const chance = new Chance(seed);
    const event = hostileEvent(chance);
    const { api, calls } = recordingApi(event, chance);
    target.lines.length = 0;
    const problem = await problemOf(() => run(event, api), target, calls);
    if (problem === undefined) continue;
    const details = JSON.stringify({ calls, lines: target.lines });
    return `${target.name} (${target.variant}, ${handler}, event ${seed}): ${problem}\n${details}`;
  }
  return undefined;
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
