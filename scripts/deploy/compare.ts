import { mergeBindingOrder } from './binding-order';
import { compareAction } from './compare-action';
import { compareResources } from './compare-resource';
import { RESOURCE_TYPES } from './resources';
import { sentDigest } from './sent-digests';
import type { TenantState } from './tenant-state';
import type { WantedState } from './wanted-state';

/** One thing that a deploy would change. */
export interface Change {
  /** `action`, `bindings`, a kind of the resource table (`form`, `database`, …), or `other`: sent, not compared. */
  kind: string;
  name: string;
  change: 'add' | 'change' | 'remove';
  /** What differs, in words: `code`, `secrets: + A`, … Names of secrets, never values. */
  details: string[];
  /** Unified, tenant → build. */
  diff?: string;
  /** Why a deploy that fails cannot put this back; absent where it can. */
  cannotPutBack?: string;
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
  options: {
    adopt?: boolean;
    lastSent?: Readonly<Record<string, string>>;
    /** Digests of the values of Actions' secrets, as far as this process was given them. */
    secrets?: Readonly<Record<string, string>>;
  } = {},
): Comparison {
  const known = options.lastSent ?? {};
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
    const differs = (secret: string) => {
      const digest = options.secrets?.[`action/${action.name}/${secret}`];
      return digest !== undefined && digest !== known[`action/${action.name}/${secret}`];
    };
    const change = compareAction(action, found, action.secrets.filter(differs));
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
        details: [`${current.join(', ') || 'nothing'} → ${merged.join(', ') || 'nothing'}`],
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

  for (const type of RESOURCE_TYPES) {
    lasting.push(
      ...compareResources(type, wanted.resources[type.kind] ?? {}, state.resources[type.kind] ?? {}, known),
    );
  }
  for (const [section, content] of Object.entries(wanted.others)) {
    if (known[section] !== sentDigest(section, content)) lasting.push(uncompared(section));
  }

  const taken = options.adopt
    ? []
    : state.actions.filter(({ name, ours }) => names.has(name) && !ours).map(({ name }) => name);
  return { changes: lasting, bindings, foreign, taken };
}

function uncompared(section: string): Change {
  return {
    kind: 'other',
    name: section,
    change: 'change',
    details: ['is sent without comparison: gatehouse cannot read it, and it differs from the last release'],
    cannotPutBack: 'gatehouse does not know how it was',
  };
}
