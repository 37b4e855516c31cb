import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type EnvironmentBuild, writeFiles } from '../bundle';
import type { Change } from './compare';
import { isObject, type JsonObject, RESOURCE_TYPES } from './resources';
import type { TenantState } from './tenant-state';
import type { WantedState } from './wanted-state';

export interface Stage {
  /** The tenant.yaml that the Deploy CLI gets. */
  input: string;
  /** Its resource types, for `AUTH0_INCLUDED_ONLY`. */
  types: string[];
  remove(): void;
}

/**
 * Writes a configuration for the Deploy CLI that holds only what changes: the CLI redeploys every Action that it is
 * given, and an Action has room for 50 versions.
 */
export function stageChanges(
  changes: readonly Change[],
  context: {
    build: EnvironmentBuild;
    wanted: WantedState;
    bindings: Record<string, string[]>;
    state: TenantState;
  },
): Stage {
  const { build, wanted, bindings, state } = context;
  const named = (kind: string) =>
    new Set(
      changes.filter((change) => change.kind === kind && change.change !== 'remove').map(({ name }) => name),
    );
  const content: JsonObject = {};
  const names = named('action');
  const actions = ((wanted.document.actions ?? []) as JsonObject[]).filter(({ name }) =>
    names.has(String(name)),
  );
  if (actions.length > 0) content.actions = actions;
  const triggers = [...named('bindings')].map((trigger) => [
    trigger,
    (bindings[trigger] ?? []).map((name) => ({
      action_name: name,
      display_name: displayName(name, trigger, state),
    })),
  ]);
  if (triggers.length > 0) content.triggers = Object.fromEntries(triggers);
  for (const { kind, section, staged } of RESOURCE_TYPES) {
    const chosen = named(kind);
    if (chosen.size === 0) continue;
    const part = staged(wanted.document[section], chosen);
    // Several kinds can share a section, e.g. the prompts' settings and their partials.
    content[section] = isObject(part) ? { ...(content[section] as JsonObject | undefined), ...part } : part;
  }
  for (const section of named('other')) content[section] = wanted.others[section];

  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-stage-'));
  const files = new Map(build.files);
  files.delete('manifest.json');
  files.set(
    'tenant.yaml',
    stringify(content, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' }),
  );
  writeFiles(files, folder);
  return {
    input: join(folder, 'tenant.yaml'),
    types: Object.keys(content),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Another team's binding keeps the name that it shows. */
function displayName(name: string, trigger: string, state: TenantState): string {
  return state.bindings[trigger]?.find((binding) => binding.action === name)?.displayName ?? name;
}
