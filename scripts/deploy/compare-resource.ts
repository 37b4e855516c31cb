import { canonicalJson } from '../config';
import type { Change } from './compare';
import { conceal, concealPair } from './conceal';
import {
  isObject,
  type JsonObject,
  pickPaths,
  type ResourceType,
  type TenantResource,
  withoutPaths,
} from './resources';
import { sentDigest } from './sent-digests';
import { unifiedDiff } from './unified-diff';

/** What a deploy would change of one kind of resource. @param lastSent digests of the last release */
export function compareResources(
  type: ResourceType,
  wanted: Readonly<Record<string, JsonObject>>,
  found: Readonly<Record<string, TenantResource>>,
  lastSent: Readonly<Record<string, string>>,
): Change[] {
  return Object.entries(wanted).flatMap(([name, content]) => {
    const { kind } = type;
    const shown = visible(type, content);
    const actual = found[name];
    if (actual === undefined) {
      const stays = type.remove === undefined ? type.stays : undefined;
      return {
        kind,
        name,
        change: 'add',
        details: ['new'],
        diff: unifiedDiff(`${kind}/${name}`, '', readable(conceal(shown))),
        ...(stays === undefined ? {} : { cannotPutBack: stays }),
      };
    }
    const before = spokenOf(type, actual.content, content);
    const details = differingKeys(before, shown);
    const [left, right] = concealPair(before, shown);
    const diff =
      details.length === 0 ? undefined : unifiedDiff(`${kind}/${name}`, readable(left), readable(right));
    const secrets = Object.keys(pickPaths(content, type.writeOnly));
    const sent = lastSent[`${kind}/${name}`];
    const resent =
      secrets.length > 0 && sent !== sentDigest(`${kind}/${name}`, pickPaths(content, type.writeOnly));
    if (resent) {
      const reason =
        sent === undefined ? 'no release record here says what was sent' : 'differs from the last release';
      details.push(`${secrets.join(', ')} (cannot be read back; ${reason})`);
    }
    if (details.length === 0) return [];
    return {
      kind,
      name,
      change: 'change',
      details: [details.join(', ')],
      ...(diff === undefined ? {} : { diff }),
      ...(resent ? { cannotPutBack: `the tenant does not show the earlier ${secrets.join(', ')}` } : {}),
    };
  });
}

/** The part of what a tenant shows that `wanted` speaks of, in an order that can be compared. */
export function spokenOf(type: ResourceType, actual: JsonObject, wanted: JsonObject): JsonObject {
  const shown = visible(type, wanted);
  return project(visible(type, actual), shown) as JsonObject;
}

export function differingKeys(before: JsonObject, after: JsonObject): string[] {
  return Object.keys(after).filter((key) => canonicalJson(after[key]) !== canonicalJson(before[key] ?? null));
}

function visible(type: ResourceType, content: JsonObject): JsonObject {
  const shown = withoutPaths(content, type.writeOnly);
  for (const key of type.unordered ?? []) {
    const list = shown[key];
    if (Array.isArray(list)) shown[key] = [...list].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  }
  return shown;
}

function sortKey(item: unknown): string {
  if (!isObject(item)) return String(item);
  return String(item.name ?? item.value ?? `${item.permission_name} ${item.resource_server_identifier}`);
}

/** The tenant adds ids, times and defaults of its own. */
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

/** JSON with the lines of longer texts on lines of their own, for a diff that people can read. */
function readable(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replaceAll('\\n', '\n')}\n`;
}
