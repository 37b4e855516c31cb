import { parse } from 'yaml';
import type { BuiltAction, EnvironmentBuild } from '../bundle';
import { type JsonObject, RESOURCE_TYPES } from './resources';
import type { StateRequest } from './tenant-state';

/** What a build wants the tenant to be, in the terms in which tenants are compared. */
export interface WantedState {
  actions: readonly BuiltAction[];
  triggers: Record<string, string[]>;
  /** By kind, then name. */
  resources: Record<string, Record<string, JsonObject>>;
  /** Resource types of tenant.yaml that gatehouse cannot compare: they go to the Deploy CLI as they are. */
  others: Record<string, unknown>;
  /** The whole tenant.yaml, as the Deploy CLI gets it. */
  document: JsonObject;
}

const COMPARED = new Set(['actions', 'triggers', ...RESOURCE_TYPES.map(({ section }) => section)]);

export function wantedState(build: EnvironmentBuild): WantedState {
  const read = (path: string) => build.files.get(path.replace(/^\.\//, '')) ?? '';
  const document = parse(read('tenant.yaml')) as JsonObject;
  return {
    actions: build.actions,
    triggers: build.manifest.triggers,
    resources: Object.fromEntries(
      RESOURCE_TYPES.map(
        ({ kind, section, wanted }) => [kind, wanted(document[section], read)] as const,
      ).filter(([, resources]) => Object.keys(resources).length > 0),
    ),
    others: Object.fromEntries(Object.entries(document).filter(([section]) => !COMPARED.has(section))),
    document,
  };
}

/** What has to be read of a tenant to compare it. */
export function stateRequest(wanted: WantedState): StateRequest {
  return { triggers: Object.keys(wanted.triggers), resources: namesOf(wanted.resources) };
}

/** By kind: the names. */
export function namesOf(resources: Readonly<Record<string, object>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(resources).map(([kind, byName]) => [kind, Object.keys(byName)]));
}
