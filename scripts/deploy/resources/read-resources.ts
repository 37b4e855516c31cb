import { isObject, type JsonObject, omit, type TenantResource } from './resource-type';

export const PAGE = 100;

/** What every write makes anew, and what names the resource rather than describing it. */
const VOLATILE = ['id', 'created_at', 'updated_at', 'modified_at', 'tenant'];

/** The SDK's answers are typed per endpoint; here they are compared as the JSON that they are. */
export function plainJson(answer: unknown): JsonObject {
  return JSON.parse(JSON.stringify(answer ?? {})) as JsonObject;
}

/** Every item of a paged list. */
export async function everyOf(pages: PromiseLike<AsyncIterable<unknown>>): Promise<JsonObject[]> {
  const found: JsonObject[] = [];
  for await (const item of await pages) found.push(plainJson(item));
  return found;
}

/** Of a list, those with these names. */
export function named(
  items: readonly JsonObject[],
  names: readonly string[],
  { key = 'name', id = 'id', without = [] as readonly string[] } = {},
): Record<string, TenantResource> {
  return Object.fromEntries(
    items
      .filter((item) => names.includes(String(item[key])))
      .map((item) => [String(item[key]), resource(item, id, without)]),
  );
}

export function resource(item: JsonObject, id = 'id', without: readonly string[] = []): TenantResource {
  return { id: String(item[id] ?? ''), content: omit(item, [...VOLATILE, id, ...without]) };
}

/** The same, completed by requests for each. */
export async function completed(
  resources: Record<string, TenantResource>,
  complete: (found: TenantResource) => Promise<JsonObject>,
): Promise<Record<string, TenantResource>> {
  const entries = Object.entries(resources).map(async ([name, found]) => {
    const content = { ...found.content, ...(await complete(found)) };
    return [name, { ...found, content }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** One request for each of these names; what is absent is left out. */
export async function eachOf(
  names: readonly string[],
  read: (name: string) => PromiseLike<unknown>,
  absent: readonly number[] = [404],
): Promise<Record<string, TenantResource>> {
  const entries = names.map(async (name) => {
    const found = await orNull(() => read(name), absent);
    return found === null ? [] : ([[name, resource(plainJson(found))]] as const);
  });
  return Object.fromEntries((await Promise.all(entries)).flat());
}

/** 404 is an ordinary answer for what may be absent. */
export async function orNull<T>(
  read: () => PromiseLike<T>,
  absent: readonly number[] = [404],
): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    const { statusCode } =
      isObject(error) || error instanceof Error ? (error as { statusCode?: number }) : {};
    if (absent.includes(statusCode ?? 0)) return null;
    throw error;
  }
}
