import { createHash } from 'node:crypto';

/**
 * What a document is found by: the text in the field of this name, or what a function makes of the document.
 * Lowercased; `findBy` does not lowercase, its callers do.
 */
type Indexed = string | ((document: object) => string[]);

/** `google-oauth2|1076…`, for the primary identity and for each linked one. */
function identities(document: object): string[] {
  const list = (document as { identities?: { provider?: string; user_id?: string }[] }).identities ?? [];
  return list.map(({ provider, user_id }) => `${provider}|${user_id}`);
}

/** By collection and name of the index. A database that was written with another table is indexed anew when opened. */
const INDEXES: Readonly<Record<string, Readonly<Record<string, Indexed>>>> = {
  users: { email: 'email', phone_number: 'phone_number', username: 'username', identity: identities },
  clients: { name: 'name' },
  connections: { name: 'name' },
  organizations: { name: 'name' },
  actions: { name: 'name' },
  'action-versions': { action_id: 'action_id' },
  sessions: { user_id: 'user_id' },
  'refresh-tokens': { family_id: 'family_id', user_id: 'user_id' },
  logs: { type: 'type', user_id: 'user_id' },
  logins: { user_id: 'user_id' },
  outbox: { to: 'to' },
};

export const INDEXED_COLLECTIONS: readonly string[] = Object.keys(INDEXES);

/** Another value where the table or a function in it is another. */
export const INDEXES_FINGERPRINT = createHash('sha256')
  .update(JSON.stringify(INDEXES, (_key, value) => (typeof value === 'function' ? String(value) : value)))
  .digest('hex');

export function isIndexed(collection: string, index?: string): boolean {
  const indexes = INDEXES[collection];
  return index === undefined ? indexes !== undefined : indexes?.[index] !== undefined;
}

/** Each name of an index with a value that the document is found by there. */
export function indexEntries(collection: string, document: object): [name: string, value: string][] {
  return Object.entries(INDEXES[collection] ?? {}).flatMap(([name, indexed]) =>
    valuesOf(indexed, document).map((value): [string, string] => [name, value.toLowerCase()]),
  );
}

function valuesOf(indexed: Indexed, document: object): string[] {
  if (typeof indexed === 'function') return indexed(document);
  const value = (document as Record<string, unknown>)[indexed];
  return typeof value === 'string' && value !== '' ? [value] : [];
}
