/**
 * Reading values that somebody else made: an event, metadata, the body of a form. Nothing here throws, whatever
 * the value is, and nothing is read from a prototype.
 */

/** The value at `path`, following own properties only; undefined where there is none or where reading fails. */
export function own(value: unknown, ...path: readonly string[]): unknown {
  try {
    let current = value;
    for (const key of path) {
      if (!isObject(current) || !Object.hasOwn(current, key)) return undefined;
      current = current[key];
    }
    return current;
  } catch {
    return undefined;
  }
}

/** An object that is neither null nor an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  try {
    return isObject(value) && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** `value` where it is a string of 1 to `longest` UTF-16 units, otherwise null. */
export function textOf(value: unknown, longest: number): string | null {
  return typeof value === 'string' && value.length > 0 && value.length <= longest ? value : null;
}

/** The strings of a list; an empty list where the value is none. */
export function stringsOf(value: unknown, longest: number): string[] {
  const found: string[] = [];
  try {
    if (!Array.isArray(value)) return found;
    for (let index = 0; index < Math.min(value.length, MAXIMUM_ENTRIES); index++) {
      const text = textOf(value[index], longest);
      if (text !== null) found.push(text);
    }
  } catch {
    // A list that cannot be read ends where reading failed.
  }
  return found;
}

const MAXIMUM_ENTRIES = 100;
const MAXIMUM_DEPTH = 5;
const UNSAFE_KEYS = ['__proto__', 'constructor', 'prototype'];

/**
 * A plain JSON copy without prototype keys, at most 5 levels deep and 100 entries wide. What is not JSON (functions,
 * symbols, numbers without a value) or cannot be read is left out.
 */
export function plainCopy(value: unknown, depth = 0): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (!isObject(value) || depth === MAXIMUM_DEPTH) return undefined;
  try {
    if (Array.isArray(value)) {
      const items = value.slice(0, MAXIMUM_ENTRIES).map((item) => plainCopy(item, depth + 1));
      return items.filter((item) => item !== undefined);
    }
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(value).slice(0, MAXIMUM_ENTRIES)) {
      if (UNSAFE_KEYS.includes(key)) continue;
      const item = plainCopy(own(value, key), depth + 1);
      if (item !== undefined) copy[key] = item;
    }
    return copy;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
