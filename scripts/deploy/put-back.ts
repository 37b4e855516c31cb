import type { ManagementClient } from 'auth0';
import { canonicalJson } from '../config';
import {
  isObject,
  type JsonObject,
  pickPaths,
  RESOURCE_TYPES,
  type ResourceType,
  resourceType,
  type TenantResource,
  withoutPaths,
  withPaths,
} from './resources';
import type { TenantState } from './tenant-state';
import type { WantedState } from './wanted-state';

/** What a line says of something that was made and cannot be deleted. */
export const STAYS = ' stays: ';

/**
 * Makes a tenant what it was: code (by deploying the version that ran), order, forms, templates, settings and every
 * other resource of the table. Goes on after a failure, so that as much as possible is put back, and says what it did.
 *
 * @param wanted holds what the tenant takes and never shows: a property that is replaced as a whole needs it
 */
export async function putBack(
  client: ManagementClient,
  before: TenantState,
  now: TenantState,
  wanted: WantedState,
  say: (line: string) => void,
): Promise<void> {
  const step = async (what: string, work: () => PromiseLike<unknown>) => {
    try {
      await work();
      say(`put back ${what}`);
    } catch (error) {
      say(`could not put back ${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  // Code first: an order can only name Actions that are deployed.
  for (const action of now.actions) {
    const earlier = before.actions.find(({ id }) => id === action.id);
    if (earlier?.deployed && (earlier.ours || action.ours) && !sameCode(earlier, action)) {
      const { versionId } = earlier.deployed;
      await step(`the code of ${action.name}`, () =>
        client.actions.versions.deploy(action.id, versionId, { update_draft: true }),
      );
    }
  }
  for (const [trigger, bindings] of Object.entries(before.bindings)) {
    if (canonicalJson(now.bindings[trigger] ?? []) === canonicalJson(bindings)) continue;
    await step(`the order of ${trigger}`, () =>
      client.actions.triggers.bindings.updateMany(trigger as 'post-login', {
        bindings: bindings.map(({ action, displayName }) => ({
          ref: { type: 'action_name', value: action },
          display_name: displayName,
        })),
      }),
    );
  }
  for (const action of now.actions) {
    if (before.actions.some(({ id }) => id === action.id) || !action.ours) continue;
    await step(`the absence of ${action.name}`, () => client.actions.delete(action.id, { force: true }));
  }
  // Against the order in which the CLI writes: what refers to others goes before what is referred to.
  for (const type of [...RESOURCE_TYPES].reverse()) {
    for (const [name, found] of Object.entries(now.resources[type.kind] ?? {})) {
      const earlier = before.resources[type.kind]?.[name];
      const what = `${type.title} ${name}`;
      if (earlier === undefined) {
        if (type.remove === undefined) say(`${what}${STAYS}${type.stays ?? 'it cannot be deleted'}`);
        else await step(`the absence of ${what}`, async () => type.remove?.(client, found.id));
      } else if (differingKeys(earlier, found).length > 0) {
        const patch = patchTo(type, earlier, found, wanted.resources[type.kind]?.[name] ?? {});
        await step(what, () => type.change(client, found, patch, earlier.content));
      }
    }
    for (const name of Object.keys(before.resources[type.kind] ?? {})) {
      if (now.resources[type.kind]?.[name] === undefined)
        say(`${type.title} ${name} is gone: it was deleted meanwhile`);
    }
  }
}

/** The properties that differ, as they were. */
function patchTo(
  type: ResourceType,
  before: TenantResource,
  now: TenantResource,
  wanted: JsonObject,
): JsonObject {
  const patch = Object.fromEntries(
    differingKeys(before, now).map((key) => [key, before.content[key] ?? null]),
  );
  // A property is replaced as a whole: what the tenant did not show of it then is what was just sent, or it is lost.
  const shown = pickPaths(before.content, type.writeOnly);
  const hidden = Object.entries(pickPaths(wanted, type.writeOnly)).filter(
    ([path]) => shown[path] === undefined || isMasked(shown[path]),
  );
  return withPaths(patch, Object.fromEntries(hidden));
}

function differingKeys(before: TenantResource, now: TenantResource): string[] {
  const keys = new Set([...Object.keys(before.content), ...Object.keys(now.content)]);
  return [...keys].filter(
    (key) => canonicalJson(before.content[key] ?? null) !== canonicalJson(now.content[key] ?? null),
  );
}

const isMasked = (value: unknown) => typeof value === 'string' && /\*{3}|\[REDACTED\]/.test(value);

/**
 * Whether two states are the same for everybody who logs in. New versions with old content are, and what other teams
 * did to their own Actions meanwhile is theirs.
 */
export function sameState(before: TenantState, now: TenantState): boolean {
  const own = new Set([...before.actions, ...now.actions].filter(({ ours }) => ours).map(({ id }) => id));
  return canonicalJson(essence(before, own)) === canonicalJson(essence(withoutLeftovers(before, now), own));
}

/** What a failed deploy made and the API cannot delete stays; it was said. */
function withoutLeftovers(before: TenantState, now: TenantState): TenantState {
  const resources = RESOURCE_TYPES.filter(({ kind }) => now.resources[kind] !== undefined).map((type) => {
    const kept = Object.entries(now.resources[type.kind] ?? {}).filter(
      ([name]) => type.remove !== undefined || before.resources[type.kind]?.[name] !== undefined,
    );
    return [type.kind, Object.fromEntries(kept)] as const;
  });
  return { ...now, resources: Object.fromEntries(resources) };
}

function essence(state: TenantState, own: ReadonlySet<string>): unknown {
  return {
    ...state,
    actions: state.actions
      .filter(({ id }) => own.has(id))
      .map(({ id, name, deployed, trigger, allChangesDeployed }) => ({
        id,
        name,
        trigger,
        allChangesDeployed,
        deployed: deployed && { ...deployed, versionId: '' },
      }))
      .sort((x, y) => x.name.localeCompare(y.name)),
    resources: emptied(
      Object.fromEntries(
        Object.entries(state.resources).map(([kind, byName]) => [kind, shownOf(resourceType(kind), byName)]),
      ),
    ),
  };
}

/** Without what a tenant shows masked, if at all: nothing can be told from it. */
function shownOf(type: ResourceType, resources: Readonly<Record<string, TenantResource>>): JsonObject {
  return Object.fromEntries(
    Object.entries(resources).map(([name, { id, content }]) => [
      name,
      { id, content: withoutPaths(content, type.writeOnly) },
    ]),
  );
}

/** Null and absent are one: a property that was not there is put back as null. */
function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(emptied);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([key, item]) => [key, emptied(item)]),
  );
}

type StateAction = TenantState['actions'][number];

function sameCode(a: StateAction, b: StateAction): boolean {
  // Another version may hold other values of the same secrets, which no tenant shows.
  const sameSecrets = a.deployed?.secrets.length === 0 || a.deployed?.versionId === b.deployed?.versionId;
  return (
    sameSecrets &&
    b.allChangesDeployed === a.allChangesDeployed &&
    canonicalJson({ ...a.deployed, versionId: '' }) === canonicalJson({ ...b.deployed, versionId: '' })
  );
}
