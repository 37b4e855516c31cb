import { isObject, type JsonObject } from './resource-type';

/** A copy without the properties at these dot paths. */
export function withoutPaths(content: JsonObject, paths: readonly string[] = []): JsonObject {
  const copy = structuredClone(content);
  for (const path of paths) {
    const [parent, key] = parentOf(copy, path);
    if (parent !== undefined) delete parent[key];
  }
  return copy;
}

/** What stands at these dot paths, by path; absent paths are left out. */
export function pickPaths(content: JsonObject, paths: readonly string[] = []): JsonObject {
  return Object.fromEntries(
    paths.flatMap((path) => {
      const [parent, key] = parentOf(content, path);
      return parent === undefined || parent[key] === undefined ? [] : [[path, parent[key]]];
    }),
  );
}

/** A copy with these values, by dot path, where their parent is there. */
export function withPaths(content: JsonObject, values: JsonObject): JsonObject {
  const copy = structuredClone(content);
  for (const [path, value] of Object.entries(values)) {
    const [parent, key] = parentOf(copy, path);
    if (parent !== undefined && path.includes('.')) parent[key] = value;
  }
  return copy;
}

function parentOf(content: JsonObject, path: string): [JsonObject | undefined, string] {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let parent: unknown = content;
  for (const key of keys) parent = isObject(parent) ? parent[key] : undefined;
  return [isObject(parent) ? parent : undefined, last];
}
