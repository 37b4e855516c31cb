import type { ManagementClient } from 'auth0';

export type JsonObject = Record<string, unknown>;

/** One thing of a tenant, in the words of tenant.yaml: names in place of ids, no times, no ids of its own. */
export interface TenantResource {
  id: string;
  content: JsonObject;
}

/** What the build wrote at a path of tenant.yaml; empty where it wrote nothing there. */
export type ReadFile = (path: string) => string;

/** Everything that gatehouse has to know of one kind of resource to plan, verify and put it back. */
export interface ResourceType {
  /** Its key in tenant.yaml, which `AUTH0_INCLUDED_ONLY` takes too. */
  section: string;
  /** What plans call it in JSON. */
  kind: string;
  /** What plans call it for people. */
  title: string;
  scopes: { read: readonly string[]; write: readonly string[] };
  /** The section as the Deploy CLI reads it, by name: each is compared, written and put back by itself. */
  wanted(section: unknown, file: ReadFile): Record<string, JsonObject>;
  /** The section with nothing but these names. */
  staged(section: unknown, names: ReadonlySet<string>): unknown;
  /** Those of these names that the tenant has. */
  read(client: ManagementClient, names: readonly string[]): Promise<Record<string, TenantResource>>;
  /** Dot paths that the API takes but never shows, or shows masked. */
  writeOnly?: readonly string[];
  /** Lists whose order means nothing. */
  unordered?: readonly string[];
  /** What the Deploy CLI would leave undone without a word; undefined where it does everything. */
  impossible?(wanted: JsonObject, found: TenantResource): string | undefined;
  /** Puts back: `patch` holds the properties that differ from `before`, null for those that were not there. */
  change(
    client: ManagementClient,
    found: TenantResource,
    patch: JsonObject,
    before: JsonObject,
  ): Promise<unknown>;
  /** Puts back the absence of one that a failed deploy made. */
  remove?(client: ManagementClient, id: string): PromiseLike<unknown>;
  /** Where `remove` is absent: why it stays. */
  stays?: string;
}

/** A section that is a list whose items are named by one of their properties. */
export function listed(
  key: string,
  complete: (item: JsonObject, file: ReadFile) => JsonObject = (item) => item,
): Pick<ResourceType, 'wanted' | 'staged'> {
  const items = (section: unknown) => (Array.isArray(section) ? (section as JsonObject[]) : []);
  return {
    wanted: (section, file) =>
      Object.fromEntries(items(section).map((item) => [String(item[key]), complete(item, file)])),
    staged: (section, names) => items(section).filter((item) => names.has(String(item[key]))),
  };
}

/** A section that is one object, under a name for people; `without` leaves out what is a resource of its own. */
export function whole(
  name: string,
  without: readonly string[] = [],
): Pick<ResourceType, 'wanted' | 'staged'> {
  const own = (section: unknown) => omit(asObject(section), without);
  return {
    wanted: (section) => (Object.keys(own(section)).length === 0 ? {} : { [name]: own(section) }),
    staged: (section) => own(section),
  };
}

/** A section whose properties are things of their own. */
export function keyed(): Pick<ResourceType, 'wanted' | 'staged'> {
  return {
    wanted: (section) => asObject(section) as Record<string, JsonObject>,
    staged: (section, names) =>
      Object.fromEntries(Object.entries(asObject(section)).filter(([name]) => names.has(name))),
  };
}

export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function omit(content: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(content).filter(([key]) => !keys.includes(key)));
}
