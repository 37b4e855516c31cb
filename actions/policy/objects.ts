/** JSON of unknown shape: reading a member that is not there gives undefined and never throws. */
export interface Tree {
  readonly [key: string]: Tree | undefined;
}

const MOST_ENTRIES = 1000;
const DEEPEST = 8;
const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'prototype'];

/**
 * A plain copy of a value that somebody else made: own members only, no prototype keys, at most 8 levels deep and
 * 1000 entries wide. What is not JSON or cannot be read is left out. Never throws, whatever the value is.
 */
export function plainCopy(value: unknown): Tree | undefined {
  return copyMember({ value }, 'value', 0) as Tree | undefined;
}

function copyMember(holder: Record<string, unknown>, key: string, depth: number): unknown {
  try {
    const value = holder[key];
    if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
    if (typeof value !== 'object' || depth === DEEPEST) return undefined;
    const members = Object.keys(value).slice(0, MOST_ENTRIES);
    const copy: Record<string, unknown> = Object.create(null);
    for (const member of members) {
      if (PROTOTYPE_KEYS.includes(member)) continue;
      const item = copyMember(value as Record<string, unknown>, member, depth + 1);
      if (item !== undefined) copy[member] = item;
    }
    return Array.isArray(value) ? Object.values(copy) : copy;
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The entry of a table, never a member of its prototype. */
export function entryOf<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** `value` where it is a string of 1 to `longest` UTF-16 units, otherwise null. */
export function textOf(value: unknown, longest = 256): string | null {
  return typeof value === 'string' && value !== '' && value.length <= longest ? value : null;
}

/** The strings of a list; none where the value is no list. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => textOf(item) !== null) : [];
}

export function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
