import { sha256 } from '../config';
import { spokenOf } from './compare-resource';
import { concealByDigest } from './conceal';
import type { ReleasePoint, ReleaseRecord } from './release-records';
import { type JsonObject, resourceType } from './resources';
import type { Target } from './target';
import type { TenantState } from './tenant-state';

/** What ran at that moment, of gatehouse's own Actions. */
export function releasePoint(state: TenantState, target: Pick<Target, 'wanted'>): ReleasePoint {
  const names = new Set<string>(target.wanted.actions.map((action) => action.name));
  return {
    actions: Object.fromEntries(
      state.actions.flatMap(({ name, id, deployed, ours }) =>
        deployed !== null && (ours || names.has(name))
          ? [[name, { id, versionId: deployed.versionId, sha256: sha256(deployed.code) }]]
          : [],
      ),
    ),
    bindings: Object.fromEntries(
      Object.entries(state.bindings).map(([trigger, bindings]) => [
        trigger,
        bindings.map(({ action }) => action),
      ]),
    ),
  };
}

/** What a tenant has of the resources that a build speaks of. */
export function releasedResources(
  state: TenantState,
  { wanted }: Pick<Target, 'wanted'>,
): ReleaseRecord['resources'] {
  return Object.fromEntries(
    Object.entries(wanted.resources).map(([kind, byName]) => [kind, spoken(kind, byName, state)]),
  );
}

function spoken(
  kind: string,
  wanted: Target['wanted']['resources'][string],
  state: TenantState,
): Record<string, JsonObject> {
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([name, content]) => {
      const found = state.resources[kind]?.[name];
      if (found === undefined) return [];
      const shown = spokenOf(resourceType(kind), found.content, content);
      return [[name, concealByDigest(`${kind}/${name}`, shown)]];
    }),
  );
}
