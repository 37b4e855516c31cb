/** By collection and index name: which values a document is found by. Strings only; lowercased where the caller does so too. */
type IndexedValues = (document: object) => string[];

const field =
  (name: string): IndexedValues =>
  (document) => {
    const value = (document as Record<string, unknown>)[name];
    return typeof value === 'string' && value !== '' ? [value.toLowerCase()] : [];
  };

/** `google-oauth2|1076…`, for the primary identity and for each linked one. */
function identities(document: object): string[] {
  const list = (document as { identities?: { provider?: string; user_id?: string }[] }).identities ?? [];
  return list.map(({ provider, user_id }) => `${provider}|${user_id}`.toLowerCase());
}

export const INDEXES: Readonly<Record<string, Readonly<Record<string, IndexedValues>>>> = {
  users: {
    email: field('email'),
    phone_number: field('phone_number'),
    username: field('username'),
    identity: identities,
  },
  clients: { name: field('name') },
  connections: { name: field('name') },
  organizations: { name: field('name') },
  actions: { name: field('name') },
  'action-versions': { action_id: field('action_id') },
  sessions: { user_id: field('user_id') },
  'refresh-tokens': { family_id: field('family_id'), user_id: field('user_id') },
  logs: { type: field('type'), user_id: field('user_id') },
  logins: { user_id: field('user_id') },
  outbox: { to: field('to') },
};
