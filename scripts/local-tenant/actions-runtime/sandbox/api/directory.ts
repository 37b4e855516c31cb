import type { DirectoryLookups, JsonObject } from '../../contract';
import { isPlainObject } from './validation';

const MOST_IDS = 100;
const MOST_NAMES = 50;
const PAGE = 50;

/** `api.groups` and `api.roles` (docs page actions/reference/post-login/post-login-api-object), answered from what the caller knows. */
export function createDirectory(event: JsonObject, lookups: DirectoryLookups) {
  const groups = lookups.groups ?? [];
  const roles = lookups.roles ?? rolesOf(event);
  return {
    groups: {
      async getUserGroups(parameters: { from?: unknown; take?: unknown } = {}) {
        const { items, next } = page(groups, parameters);
        return { groups: items, ...(next !== undefined && { next }) };
      },
      async hasGroupMembership(asked: unknown) {
        const names = nonEmptyList('groups', asked);
        const known = new Set(groups.flatMap((group) => [group.id, group.name]));
        return {
          memberships: Object.fromEntries(names.map((name) => [String(name), known.has(String(name))])),
        };
      },
    },
    roles: {
      async getUserEffectiveRoles(parameters: { from?: unknown; take?: unknown } = {}) {
        const { items, next } = page(roles, parameters);
        return { roles: items, ...(next !== undefined && { next }) };
      },
      async getUserEffectiveRolesByIds(asked: unknown) {
        const ids = nonEmptyList('ids', asked, MOST_IDS);
        return { roles: roles.filter((role) => ids.includes(role.id)) };
      },
      async getUserEffectiveRolesByNames(asked: unknown) {
        const names = nonEmptyList('names', asked, MOST_NAMES);
        return { roles: roles.filter((role) => names.includes(role.name)) };
      },
    },
  };
}

/** Without a directory the event's own role names are all that is known. */
function rolesOf(event: JsonObject): { id: string; name: string }[] {
  const names = isPlainObject(event.authorization) ? event.authorization.roles : [];
  return Array.isArray(names) ? names.map((name) => ({ id: String(name), name: String(name) })) : [];
}

function page<T>(
  all: T[],
  { from, take }: { from?: unknown; take?: unknown },
): { items: T[]; next?: string } {
  if (from !== undefined && typeof from !== 'string') {
    throw new Error('The "from" parameter must be a string if provided.');
  }
  if (take !== undefined && !(typeof take === 'number' && Number.isInteger(take) && take > 0)) {
    throw new Error('The "take" parameter must be a positive integer if provided.');
  }
  const start = from === undefined ? 0 : Number.parseInt(from, 10) || 0;
  const end = start + ((take as number | undefined) ?? PAGE);
  return { items: all.slice(start, end), ...(end < all.length && { next: String(end) }) };
}

function nonEmptyList(name: string, asked: unknown, most = Number.POSITIVE_INFINITY): unknown[] {
  if (!Array.isArray(asked) || asked.length === 0) {
    throw new Error(`The "${name}" parameter must be a non-empty array of strings.`);
  }
  if (asked.length > most)
    throw new Error(`The "${name}" parameter must not have more than ${most} entries.`);
  return asked;
}
