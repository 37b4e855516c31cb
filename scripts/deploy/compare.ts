import { createTwoFilesPatch } from 'diff';
import { canonicalJson } from '../config';
import { mergeBindingOrder } from './binding-order';
import type { JsonObject, TenantAction, TenantState } from './tenant-state';
import type { WantedState } from './wanted-state';

export type ChangeKind =
  | 'action'
  | 'bindings'
  | 'form'
  | 'emailTemplate'
  | 'prompts'
  | 'partials'
  | 'tenant'
  | 'other';

/** One thing that a deploy would change. */
export interface Change {
  kind: ChangeKind;
  name: string;
  change: 'add' | 'change' | 'remove';
  /** What differs, in words: `code`, `secrets: + A`, … Names of secrets, never values. */
  details: string[];
  /** Unified, tenant → build. */
  diff?: string;
}

export interface Comparison {
  changes: Change[];
  /** Order after the deploy, other teams' Actions included. */
  bindings: Record<string, string[]>;
  /** Actions that belong to somebody else and are bound to the same triggers: they stay. */
  foreign: { trigger: string; action: string }[];
  /** Wanted names that somebody else's Action has. */
  taken: string[];
}

/**
 * What stands between a tenant and a build. Only what the build speaks of is compared: a setting that it does not
 * name is none of its business.
 */
export function compareTenant(
  wanted: WantedState,
  state: TenantState,
  options: { adopt?: boolean; othersChanged?: readonly string[] } = {},
): Comparison {
  const names = new Set<string>(wanted.actions.map((action) => action.name));
  const retired = new Set(
    state.actions.filter(({ name, ours }) => ours && !names.has(name)).map(({ name }) => name),
  );
  const isOwn = (name: string) => names.has(name) || retired.has(name);
  const bindings: Record<string, string[]> = {};
  const changes: Change[] = [];
  const foreign: Comparison['foreign'] = [];

  for (const action of wanted.actions) {
    const found = state.actions.find(({ name }) => name === action.name);
    const change = compareAction(action, found);
    if (change !== undefined) changes.push(change);
  }
  for (const [trigger, order] of Object.entries(wanted.triggers)) {
    const current = (state.bindings[trigger] ?? []).map((binding) => binding.action);
    const merged = mergeBindingOrder(current, order, isOwn);
    bindings[trigger] = merged;
    foreign.push(...current.filter((name) => !isOwn(name)).map((action) => ({ trigger, action })));
    if (merged.join('\n') !== current.join('\n')) {
      changes.push({
        kind: 'bindings',
        name: trigger,
        change: 'change',
        details: [`order: ${current.join(', ') || 'nothing'} → ${merged.join(', ') || 'nothing'}`],
      });
    }
  }
  for (const name of [...retired].sort()) {
    changes.push({ kind: 'action', name, change: 'remove', details: ['is unbound and stays in the tenant'] });
  }
  // A retired Action that nothing binds any more is done with.
  const bound = new Set(
    Object.values(state.bindings).flatMap((list) => list.map((binding) => binding.action)),
  );
  const lasting = changes.filter(({ change, name }) => change !== 'remove' || bound.has(name));

  for (const [name, form] of Object.entries(wanted.forms)) {
    lasting.push(...compareContent('form', name, form, state.forms[name]?.content ?? null));
  }
  for (const [name, template] of Object.entries(wanted.emailTemplates)) {
    lasting.push(...compareContent('emailTemplate', name, template, state.emailTemplates[name] ?? null));
  }
  if (wanted.promptSettings) {
    lasting.push(...compareContent('prompts', 'settings', wanted.promptSettings, state.promptSettings));
  }
  for (const [prompt, partials] of Object.entries(wanted.partials)) {
    lasting.push(...compareContent('partials', prompt, partials, state.partials[prompt] ?? null));
  }
  if (wanted.tenant) lasting.push(...compareContent('tenant', 'settings', wanted.tenant, state.tenant));
  for (const type of options.othersChanged ?? []) {
    const details = ['not compared: the Deploy CLI gets it, because it differs from the last release'];
    lasting.push({ kind: 'other', name: type, change: 'change', details });
  }

  const taken = options.adopt
    ? []
    : state.actions.filter(({ name, ours }) => names.has(name) && !ours).map(({ name }) => name);
  return { changes: lasting, bindings, foreign, taken };
}

function compareAction(
  action: WantedState['actions'][number],
  found: TenantAction | undefined,
): Change | undefined {
  const base = { kind: 'action', name: action.name } as const;
  const patch = (before: string) => unified(`actions/${action.name}.js`, before, action.code);
  if (found === undefined) {
    return { ...base, change: 'add', details: [`new, for ${action.trigger}`], diff: patch('') };
  }
  const { deployed } = found;
  const details: string[] = [];
  const before = deployed?.code ?? '';
  if (before !== action.code) details.push(deployed === null ? 'was never deployed' : 'code');
  else if (!found.allChangesDeployed) details.push('the draft in the tenant differs from what runs');
  if (deployed !== null) {
    if (deployed.runtime !== action.runtime) details.push(`runtime: ${deployed.runtime} → ${action.runtime}`);
    if (canonicalJson(deployed.dependencies) !== canonicalJson(action.dependencies)) {
      details.push(`dependencies: ${list(deployed.dependencies)} → ${list(action.dependencies)}`);
    }
    const added = action.secrets
      .filter((name) => !deployed.secrets.includes(name))
      .map((name) => `+ ${name}`);
    const removed = deployed.secrets
      .filter((name) => !action.secrets.includes(name))
      .map((name) => `- ${name}`);
    if (added.length + removed.length > 0) details.push(`secrets: ${[...added, ...removed].join(', ')}`);
  }
  if (details.length === 0) return undefined;
  return { ...base, change: 'change', details, ...(before === action.code ? {} : { diff: patch(before) }) };
}

const list = (dependencies: readonly unknown[]): string =>
  (dependencies as { name: string; version: string }[])
    .map(({ name, version }) => `${name}@${version}`)
    .join(', ') || 'none';

function compareContent(
  kind: ChangeKind,
  name: string,
  wanted: JsonObject,
  actual: JsonObject | null,
): Change[] {
  const shown = actual === null ? null : project(actual, wanted);
  if (shown !== null && canonicalJson(shown) === canonicalJson(wanted)) return [];
  const before = shown === null ? '' : readable(shown);
  const keys = Object.keys(wanted).filter(
    (key) => canonicalJson(wanted[key]) !== canonicalJson((shown as JsonObject | null)?.[key] ?? null),
  );
  return [
    {
      kind,
      name,
      change: actual === null ? 'add' : 'change',
      details: actual === null ? ['new'] : [keys.join(', ')],
      diff: unified(`${kind}/${name}`, before, readable(wanted)),
    },
  ];
}

/** The part of `actual` that `wanted` speaks of: the tenant adds ids, times and defaults of its own. */
function project(actual: unknown, wanted: unknown): unknown {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(actual)) return actual;
    return actual.map((item, index) => (index < wanted.length ? project(item, wanted[index]) : item));
  }
  if (!isObject(wanted) || !isObject(actual)) return actual;
  return Object.fromEntries(
    Object.keys(wanted)
      .filter((key) => Object.hasOwn(actual, key))
      .map((key) => [key, project(actual[key], wanted[key])]),
  );
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON with the lines of longer texts on lines of their own, for a diff that people can read. */
function readable(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replaceAll('\\n', '\n')}\n`;
}

function unified(name: string, before: string, after: string): string {
  return createTwoFilesPatch(`tenant/${name}`, `build/${name}`, spread(before), spread(after), '', '', {
    context: 3,
  })
    .split('\n')
    .slice(1)
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line))
    .join('\n');
}

/** Longer lines are cut where they are shown: the list of disposable domains would drown the rest. */
const LONGEST_LINE = 300;
const PRINT_WIDTH = 200;

/** Breaks the embedded policy, one long line, into one line per value: its changes are what people look for. */
function spread(code: string): string {
  return code
    .split('\n')
    .map((line) =>
      line.length <= PRINT_WIDTH
        ? line
        : line.replace(/"(?:[^"\\]|\\.)*"|[{[,] ?/g, (part) =>
            part.startsWith('"') ? part : `${part.trim()}\n  `,
          ),
    )
    .join('\n');
}
