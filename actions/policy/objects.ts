/** JSON of unknown shape: reading a member that is not there gives undefined. */
export interface Tree {
  readonly [key: string]: Tree | undefined;
}

const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'prototype'];

/**
 * A copy that is plain JSON, without keys that would reach a prototype.
 *
 * @throws Error for what is no JSON: a cycle, a member that cannot be read
 */
export function plainCopy(value: unknown): Tree | null {
  const text = JSON.stringify(value) ?? 'null';
  // Hardly any event has such a key, and without a reviver parsing is several times as fast.
  const harmless = PROTOTYPE_KEYS.every((key) => !text.includes(`"${key}":`));
  return JSON.parse(text, harmless ? undefined : withoutPrototypeKeys);
}

function withoutPrototypeKeys(key: string, member: unknown): unknown {
  return PROTOTYPE_KEYS.includes(key) ? undefined : member;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function treeOf(value: Tree | undefined): Tree {
  return isRecord(value) ? value : {};
}

/** The entry of a table, never a member of its prototype. */
export function entryOf<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** `value` where it is a string of 1 to `longest` UTF-16 units. */
export function textOf(value: unknown, longest = 256): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= longest ? value : undefined;
}

/** The strings of a list; none where the value is no list. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => textOf(item)) : [];
}

export function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
