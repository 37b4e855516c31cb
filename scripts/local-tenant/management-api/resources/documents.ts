import type { JsonObject } from '../../store';
import { isObject, type Operation } from '../operation';

/**
 * A PATCH as the Management API does it: root properties are replaced, those in `merged` key by key, and
 * `null` removes.
 */
export function patchDocument(
  document: JsonObject,
  patch: JsonObject,
  merged: readonly string[] = [],
): JsonObject {
  const result: JsonObject = { ...document };
  for (const [key, value] of Object.entries(patch)) {
    const current = result[key];
    if (value === null) delete result[key];
    else if (merged.includes(key) && isObject(value) && isObject(current)) {
      result[key] = withoutNulls({ ...current, ...value });
    } else result[key] = isObject(value) ? withoutNulls(value) : value;
  }
  return result;
}

function withoutNulls(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

/** A copy without the properties at these dot paths; `*` stands for every key. */
export function withoutPaths(document: JsonObject, paths: readonly string[]): JsonObject {
  if (paths.length === 0) return document;
  const copy = structuredClone(document);
  for (const path of paths) removePath(copy, path.split('.'));
  return copy;
}

function removePath(target: unknown, [key, ...rest]: string[]): void {
  if (!isObject(target) || key === undefined) return;
  const keys = key === '*' ? Object.keys(target) : [key];
  for (const name of keys) {
    if (rest.length === 0) delete target[name];
    else removePath(target[name], rest);
  }
}

/** The items of a list that came page by page: what is known already stays, and nothing is there twice. */
export function union(known: unknown, more: readonly unknown[]): unknown[] {
  const items: unknown[] = Array.isArray(known) ? known : [];
  const texts = new Set(items.map((item) => JSON.stringify(item)));
  return [...items, ...more.filter((item) => !texts.has(JSON.stringify(item)))];
}

/** Puts back a bare list, each member into the collection under the value of its `key`. */
export function restoreEach(collection: string, key: string): NonNullable<Operation['restore']> {
  return ({ tenant }, answer) => {
    if (!Array.isArray(answer)) return;
    for (const member of answer.filter(isObject)) {
      tenant.store.collection(collection).put(String(member[key]), member);
    }
  };
}
