import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../scripts/local-tenant/management-api/operation';

/** What a comparison needs to know about ids. */
export interface Comparison {
  /** A recorded id → the local tenant's. */
  ids: ReadonlyMap<string, string>;
  /** Ids of things that a neighbouring request changed: a list may show them or not. */
  unsettled: ReadonlySet<string>;
}

const REDACTED = '[REDACTED]';

/**
 * Where `actual` lacks something that `recorded` has: every recorded key must exist with the same JSON type,
 * every recorded member of a list must be there. More than what was recorded is no difference.
 *
 * @returns one line per difference, with its path; empty where there is none
 */
export function shapeDifferences(
  recorded: unknown,
  actual: unknown,
  comparison: Comparison,
  path = 'response',
): string[] {
  if (recorded === REDACTED) return [];
  if (jsonType(recorded) !== jsonType(actual)) {
    return [`${path}: ${jsonType(recorded)} expected, ${jsonType(actual)} found`];
  }
  if (Array.isArray(recorded) && Array.isArray(actual)) {
    return memberDifferences(recorded, actual, comparison, path);
  }
  if (!isObject(recorded) || !isObject(actual)) return [];
  return Object.entries(recorded).flatMap(([key, value]) =>
    key in actual
      ? shapeDifferences(value, actual[key], comparison, `${path}.${key}`)
      : value === REDACTED
        ? []
        : [`${path}.${key}: missing`],
  );
}

/** Members are paired by name or id, never by place; plain values only by their type. */
function memberDifferences(
  recorded: unknown[],
  actual: unknown[],
  comparison: Comparison,
  path: string,
): string[] {
  return recorded.flatMap((member, index) => {
    const where = `${path}[${index}]`;
    if (!isObject(member)) {
      const found = actual.find((candidate) => jsonType(candidate) === jsonType(member));
      return found === undefined && actual.length > 0 ? [`${where}: ${jsonType(member)} expected`] : [];
    }
    const partner = partnerOf(member, actual, comparison);
    if (partner !== undefined) return shapeDifferences(member, partner, comparison, where);
    if (identities(member).some((id) => comparison.unsettled.has(id))) return [];
    return [`${where}: missing`];
  });
}

/**
 * Where what was sent, and came back as it was sent when it was recorded, comes back otherwise.
 *
 * @param sent the request's body with the ids of the local tenant
 * @param recorded the recorded answer with the ids of the local tenant
 */
export function valueDifferences(
  sent: unknown,
  recorded: unknown,
  actual: unknown,
  path = 'response',
): string[] {
  if (isObject(sent) && isObject(recorded) && isObject(actual)) {
    return Object.keys(sent).flatMap((key) =>
      key in recorded ? valueDifferences(sent[key], recorded[key], actual[key], `${path}.${key}`) : [],
    );
  }
  if (isObject(sent) || !isDeepStrictEqual(sent, recorded)) return [];
  return isDeepStrictEqual(recorded, actual) ? [] : [`${path}: another value than was sent`];
}

/** The member of `actual` that is the same thing. */
export function partnerOf(
  member: Record<string, unknown>,
  actual: unknown[],
  { ids }: Pick<Comparison, 'ids'>,
): Record<string, unknown> | undefined {
  const candidates = actual.filter(isObject);
  for (const key of IDENTITY_KEYS) {
    const value = member[key];
    if (typeof value !== 'string' || value === REDACTED) continue;
    const found = candidates.find((candidate) => candidate[key] === (ids.get(value) ?? value));
    if (found !== undefined && sameVersion(member, found)) return found;
    const others = candidates.filter(
      (candidate) => candidate[key] === value && candidate.version === member.version,
    );
    if (others[0] !== undefined) return others[0];
  }
  const identified = IDENTITY_KEYS.some((key) => typeof member[key] === 'string' && member[key] !== REDACTED);
  return identified ? undefined : candidates[recordedPlace(member, candidates)];
}

/** Triggers share an id and differ in their version. */
function sameVersion(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  return typeof a.version !== 'string' || typeof a.id !== 'string' || a.version === b.version;
}

/** A member without name or id (a filter, a scope) is like any other that has its keys. */
function recordedPlace(member: Record<string, unknown>, candidates: Record<string, unknown>[]): number {
  const keys = Object.keys(member);
  const place = candidates.findIndex((candidate) => keys.every((key) => key in candidate));
  return place === -1 ? 0 : place;
}

const IDENTITY_KEYS = [
  'id',
  'client_id',
  'name',
  'key',
  'value',
  'identifier',
  'themeId',
  'template',
  'display_name',
] as const;

export function identities(member: Record<string, unknown>): string[] {
  return IDENTITY_KEYS.map((key) => member[key]).filter((value) => typeof value === 'string');
}

function jsonType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return value === undefined || value === '' ? 'nothing' : typeof value;
}
