import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Diagnostic } from './environment-config';

/** Where something stands in a file that a person edits. */
export interface Place {
  file: string;
  line?: number;
  column?: number;
}

export type Path = readonly (string | number)[];

/** A value from a file, every part of which still knows where it was written. */
export type Located =
  | { kind: 'map'; place: Place; entries: Map<string, { keyPlace: Place; value: Located }> }
  | { kind: 'list'; place: Place; items: Located[] }
  | { kind: 'scalar'; place: Place; value: unknown };

/** Reads YAML (or JSON, which is YAML); syntax errors and duplicate keys become diagnostics. */
export function parseLocated(
  text: string,
  file: string,
): { root: Located | undefined; diagnostics: Diagnostic[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const diagnostics = document.errors.map(
    (error): Diagnostic => ({
      severity: 'error',
      code: error.code === 'DUPLICATE_KEY' ? 'CONFIG_DUPLICATE_KEY' : 'CONFIG_SYNTAX',
      ...placeAt(error.pos[0]),
      message:
        error.code === 'DUPLICATE_KEY'
          ? 'this key stands twice in the same object; keep one of them'
          : `this is not valid YAML: ${error.message}`,
    }),
  );
  const locate = (node: Node | null | undefined, fallback: Place): Located => {
    const resolved = isAlias(node) ? node.resolve(document) : node;
    const place = resolved?.range ? placeAt(resolved.range[0]) : fallback;
    if (isMap(resolved)) {
      const entries = new Map<string, { keyPlace: Place; value: Located }>();
      for (const pair of resolved.items) {
        const key = pair.key as Node;
        const keyPlace = key.range ? placeAt(key.range[0]) : place;
        const name = isScalar(key) ? String(key.value) : String(key);
        entries.set(name, { keyPlace, value: locate(pair.value as Node | null, keyPlace) });
      }
      return { kind: 'map', place, entries };
    }
    if (isSeq(resolved)) {
      return { kind: 'list', place, items: resolved.items.map((item) => locate(item as Node, place)) };
    }
    return { kind: 'scalar', place, value: isScalar(resolved) ? resolved.value : null };
  };
  if (document.contents === null || diagnostics.length > 0) return { root: undefined, diagnostics };
  return { root: locate(document.contents, { file, line: 1, column: 1 }), diagnostics };
}

/** Gives a value that comes from no file (a scenario's override given as an object) a place of its own. */
export function locateValue(value: unknown, place: Place): Located {
  if (Array.isArray(value)) {
    return { kind: 'list', place, items: value.map((item) => locateValue(item, place)) };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = new Map(
      Object.entries(value).map(([key, item]) => [key, { keyPlace: place, value: locateValue(item, place) }]),
    );
    return { kind: 'map', place, entries };
  }
  return { kind: 'scalar', place, value };
}

/**
 * Lays `override` over `base`: objects merge, except that an object whose `kind` changes is replaced; lists and
 * scalars replace. With `nullRemoves` a `null` takes the key away, so that its default applies again.
 */
export function mergeLocated(base: Located, override: Located, options: { nullRemoves: boolean }): Located {
  if (base.kind !== 'map' || override.kind !== 'map' || changesKind(base, override)) {
    return options.nullRemoves ? withoutNulls(override) : override;
  }
  const entries = new Map(base.entries);
  for (const [key, entry] of override.entries) {
    const before = entries.get(key);
    if (options.nullRemoves && isNull(entry.value)) entries.delete(key);
    else if (before === undefined) {
      entries.set(key, options.nullRemoves ? { ...entry, value: withoutNulls(entry.value) } : entry);
    } else entries.set(key, { ...entry, value: mergeLocated(before.value, entry.value, options) });
  }
  return { ...base, entries };
}

/** The plain JavaScript value. */
export function toValue(located: Located): unknown {
  if (located.kind === 'scalar') return located.value;
  if (located.kind === 'list') return located.items.map(toValue);
  // A key such as `__proto__` has to stay an ordinary (and then unknown) key.
  return Object.fromEntries([...located.entries].map(([key, entry]) => [key, toValue(entry.value)]));
}

/** Where the value at `path` was written; where it does not exist, the nearest object around it. */
export function placeOf(root: Located, path: Path): Place {
  let current = root;
  let place = root.place;
  for (const step of path) {
    if (current.kind === 'list') {
      const item = current.items[Number(step)];
      if (item === undefined) return place;
      current = item;
      place = item.place;
    } else if (current.kind === 'map') {
      const entry = current.entries.get(String(step));
      if (entry === undefined) return place;
      current = entry.value;
      // An empty value stands nowhere in particular: its key does.
      place = current.kind === 'scalar' ? current.place : entry.keyPlace;
    } else return place;
  }
  return place;
}

/** Where the KEY at the end of `path` was written. */
export function placeOfKey(root: Located, path: Path): Place {
  const parent = at(root, path.slice(0, -1));
  const key = path.at(-1);
  const entry = parent?.kind === 'map' ? parent.entries.get(String(key)) : undefined;
  return entry?.keyPlace ?? placeOf(root, path);
}

/** The part of the tree at `path`. */
export function at(root: Located, path: Path): Located | undefined {
  let current: Located | undefined = root;
  for (const step of path) {
    if (current?.kind === 'list') current = current.items[Number(step)];
    else if (current?.kind === 'map') current = current.entries.get(String(step))?.value;
    else return undefined;
  }
  return current;
}

/** `terms.documents[0].versions[1].sequence`. */
export function pathText(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[A-Za-z_][\w-]*$/.test(step)) return `["${step}"]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

function changesKind(base: Located, override: Located): boolean {
  const before = at(base, ['kind']);
  const after = at(override, ['kind']);
  return after?.kind === 'scalar' && before?.kind === 'scalar' && before.value !== after.value;
}

function isNull(located: Located): boolean {
  return located.kind === 'scalar' && located.value === null;
}

/** Nulls inside a list stay: a list replaces as a whole, so there is nothing that they could remove. */
function withoutNulls(located: Located): Located {
  if (located.kind !== 'map') return located;
  const entries = new Map<string, { keyPlace: Place; value: Located }>();
  for (const [key, entry] of located.entries) {
    if (!isNull(entry.value)) entries.set(key, { ...entry, value: withoutNulls(entry.value) });
  }
  return { ...located, entries };
}
