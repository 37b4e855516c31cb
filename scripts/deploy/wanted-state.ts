import { parse } from 'yaml';
import type { BuiltAction, EnvironmentBuild } from '../bundle';
import type { JsonObject, StateRequest } from './tenant-state';

/** What a build wants the tenant to be, in the terms in which tenants are compared. */
export interface WantedState {
  actions: readonly BuiltAction[];
  triggers: Record<string, string[]>;
  forms: Record<string, JsonObject>;
  emailTemplates: Record<string, JsonObject>;
  promptSettings: JsonObject | null;
  /** By prompt, then screen. */
  partials: Record<string, JsonObject>;
  tenant: JsonObject | null;
  /** Resource types of tenant.yaml that are not compared one by one: they go to the Deploy CLI as they are. */
  others: Record<string, unknown>;
  /** The whole tenant.yaml, as the Deploy CLI gets it. */
  document: JsonObject;
}

const COMPARED = ['actions', 'triggers', 'forms', 'emailTemplates', 'prompts', 'tenant'];

export function wantedState(build: EnvironmentBuild): WantedState {
  const read = (path: string) => build.files.get(path.replace(/^\.\//, '')) ?? '';
  const document = parse(read('tenant.yaml')) as JsonObject;
  const list = (key: string) => (document[key] ?? []) as JsonObject[];
  const { partials, ...promptSettings } = (document.prompts ?? {}) as {
    partials?: Record<string, JsonObject>;
  };
  return {
    actions: build.actions,
    triggers: build.manifest.triggers,
    forms: Object.fromEntries(
      list('forms').map((form) => [
        String(form.name),
        { name: form.name, ...(JSON.parse(read(String(form.body))) as JsonObject) },
      ]),
    ),
    emailTemplates: Object.fromEntries(
      list('emailTemplates').map((template) => [
        String(template.template),
        { ...template, body: read(String(template.body)) },
      ]),
    ),
    promptSettings: Object.keys(promptSettings).length === 0 ? null : promptSettings,
    partials: partials ?? {},
    tenant: (document.tenant as JsonObject | undefined) ?? null,
    others: Object.fromEntries(Object.entries(document).filter(([key]) => !COMPARED.includes(key))),
    document,
  };
}

/** What has to be read of a tenant to compare it. */
export function stateRequest(wanted: WantedState): StateRequest {
  return {
    triggers: Object.keys(wanted.triggers),
    forms: Object.keys(wanted.forms),
    emailTemplates: Object.keys(wanted.emailTemplates),
    promptSettings: wanted.promptSettings !== null,
    partials: Object.keys(wanted.partials),
    tenant: wanted.tenant !== null,
  };
}
