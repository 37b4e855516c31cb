import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { performance } from 'node:perf_hooks';
import { compileFunction } from 'node:vm';

/** `Date` is missing: the frozen clock replaces it. */
const GLOBALS = [
  'Array',
  'Buffer',
  'Error',
  'Function',
  'JSON',
  'Map',
  'Math',
  'Number',
  'Object',
  'Promise',
  'Reflect',
  'RegExp',
  'Set',
  'String',
  'Symbol',
  'URL',
  'clearTimeout',
  'process',
  'queueMicrotask',
  'setImmediate',
  'setTimeout',
  'structuredClone',
] as const;

/** Whose functions the sandbox itself and nearly every Action stand on. */
const STOOD_ON = [
  JSON,
  Object,
  Promise,
  Promise.prototype,
  Array.prototype,
  Map.prototype,
  Set.prototype,
  String.prototype,
  Function.prototype,
  Object.getPrototypeOf(async () => {}) as object,
  AsyncLocalStorage.prototype,
  EventEmitter.prototype,
  Object.getPrototypeOf(performance) as object,
  process,
];

/** What is added to these shows in everything that is made of them. */
const INHERITED = [
  Object.prototype,
  Array.prototype,
  String.prototype,
  Function.prototype,
  Promise.prototype,
];

/** One property that nobody is to change, as it was. */
interface Guarded {
  object: object;
  key: PropertyKey;
  value: unknown;
}

const { defineProperty, getOwnPropertyDescriptor } = Object;
const { deleteProperty, get, ownKeys } = Reflect;

/**
 * Remembers the built-ins as they are now.
 *
 * @returns puts them back, and says whether that was necessary: then an Action has changed what everybody uses, and
 * its process is not to be used for anybody else
 */
export function guardBuiltIns(): () => boolean {
  const globals = GLOBALS.map((key) => ({ object: globalThis, key, value: get(globalThis, key) }));
  const guarded: Guarded[] = [...globals, ...STOOD_ON.flatMap(functionsOf)];
  const isUntouched = comparisonOf(guarded);
  const known = INHERITED.map((object) => ({ object, keys: ownKeys(object) }));
  return () => {
    const added = known.filter(({ object, keys }) => ownKeys(object).length !== keys.length);
    if (added.length === 0 && isUntouched()) return false;
    for (const { object, key, value } of guarded) if (get(object, key) !== value) put(object, key, value);
    for (const { object, keys } of added) {
      for (const key of ownKeys(object)) if (!keys.includes(key)) deleteProperty(object, key);
    }
    return true;
  };
}

function functionsOf(object: object): Guarded[] {
  return ownKeys(object).flatMap((key) => {
    const property = getOwnPropertyDescriptor(object, key);
    const isFunction = typeof property?.value === 'function' && property.configurable === true;
    return isFunction ? [{ object, key, value: property.value }] : [];
  });
}

/** Written out and compiled: two hundred lookups by name in a loop take longer than many an Action. */
function comparisonOf(guarded: Guarded[]): () => boolean {
  const comparisons = guarded.map(({ key }, index) => {
    const name = typeof key === 'symbol' ? `all[${index}].key` : JSON.stringify(key);
    return `all[${index}].object[${name}] === all[${index}].value`;
  });
  const compiled = compileFunction(`return ${comparisons.join(' &&\n')};`, ['all']) as (
    all: Guarded[],
  ) => boolean;
  return () => compiled(guarded);
}

function put(object: object, key: PropertyKey, value: unknown): void {
  try {
    defineProperty(object, key, { value, configurable: true, writable: true, enumerable: false });
  } catch {
    // Frozen by the Action: the process ends, so nobody else meets it.
  }
}
