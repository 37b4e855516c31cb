import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type EnvironmentBuild, writeFiles } from '../bundle';
import type { Change } from './compare';
import type { JsonObject, TenantState } from './tenant-state';
import type { WantedState } from './wanted-state';

export interface Stage {
  /** The tenant.yaml that the Deploy CLI gets. */
  input: string;
  /** Its resource types, for `AUTH0_INCLUDED_ONLY`. */
  types: string[];
  remove(): void;
}

const TYPES: Readonly<Record<Change['kind'], string>> = {
  action: 'actions',
  bindings: 'triggers',
  form: 'forms',
  emailTemplate: 'emailTemplates',
  prompts: 'prompts',
  partials: 'prompts',
  tenant: 'tenant',
  other: '',
};

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
  const named = (kind: Change['kind']) =>
    new Set(
      changes.filter((change) => change.kind === kind && change.change !== 'remove').map(({ name }) => name),
    );
  const pick = (key: string, names: ReadonlySet<string>, by = 'name') =>
    ((wanted.document[key] ?? []) as JsonObject[]).filter((entry) => names.has(String(entry[by])));

  const content: JsonObject = {};
  const actions = pick('actions', named('action'));
  if (actions.length > 0) content.actions = actions;
  const triggers = [...named('bindings')].map((trigger) => [
    trigger,
    (bindings[trigger] ?? []).map((name) => ({
      action_name: name,
      display_name: displayName(name, trigger, state),
    })),
  ]);
  if (triggers.length > 0) content.triggers = Object.fromEntries(triggers);
  const forms = pick('forms', named('form'));
  if (forms.length > 0) content.forms = forms;
  const emailTemplates = pick('emailTemplates', named('emailTemplate'), 'template');
  if (emailTemplates.length > 0) content.emailTemplates = emailTemplates;
  const partials = [...named('partials')].map((prompt) => [prompt, wanted.partials[prompt]]);
  const prompts = {
    ...(named('prompts').size > 0 ? wanted.promptSettings : {}),
    ...(partials.length > 0 ? { partials: Object.fromEntries(partials) } : {}),
  };
  if (Object.keys(prompts).length > 0) content.prompts = prompts;
  if (named('tenant').size > 0) content.tenant = wanted.tenant;
  for (const type of named('other')) content[type] = wanted.others[type];

  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-stage-'));
  const files = new Map(build.files);
  files.delete('manifest.json');
  files.set(
    'tenant.yaml',
    stringify(content, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' }),
  );
  writeFiles(files, folder);
  const types = new Set(
    changes.map((change) => (change.kind === 'other' ? change.name : TYPES[change.kind])),
  );
  return {
    input: join(folder, 'tenant.yaml'),
    types: [...types].filter((type) => Object.hasOwn(content, type)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Another team's binding keeps the name that it shows. */
function displayName(name: string, trigger: string, state: TenantState): string {
  return state.bindings[trigger]?.find((binding) => binding.action === name)?.displayName ?? name;
}
