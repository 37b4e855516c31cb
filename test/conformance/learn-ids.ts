import { isObject } from '../../scripts/local-tenant/management-api/operation';
import { partnerOf } from './shape';

const ID_KEY = /(^|_)id$|^kid$|Id$/;
const SHORTEST_ID = 6;

/**
 * Adds to `ids` what the two answers say about each other: the value of an id-like key in the recorded answer
 * is, in the local tenant, the value at the same place.
 */
export function learnIds(recorded: unknown, actual: unknown, ids: Map<string, string>): void {
  if (Array.isArray(recorded) && Array.isArray(actual)) {
    for (const member of recorded.filter(isObject)) {
      const partner = partnerOf(member, actual, { ids });
      if (partner !== undefined) learnIds(member, partner, ids);
    }
    return;
  }
  if (!isObject(recorded) || !isObject(actual)) return;
  for (const [key, value] of Object.entries(recorded)) {
    const other = actual[key];
    const isId = ID_KEY.test(key) && typeof value === 'string' && typeof other === 'string';
    if (isId && value.length >= SHORTEST_ID && value !== other) ids.set(value, other);
    else learnIds(value, other, ids);
  }
}

/** Puts the local tenant's ids in the place of the recorded ones, the longest first. */
export function translateIds(text: string, ids: ReadonlyMap<string, string>): string {
  const known = [...ids].filter(([from]) => text.includes(from)).sort(([a], [b]) => b.length - a.length);
  return known.reduce((result, [from, to]) => result.replaceAll(from, to), text);
}
