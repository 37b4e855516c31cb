/** By collection and index name: which values a document is found by. Strings only; lowercased where the caller does so too. */
type IndexedValues = (document: object) => string[];

const field =
  (name: string): IndexedValues =>
  (document) => {
    const value = (document as Record<string, unknown>)[name];
    return typeof value === 'string' && value !== '' ? [value.toLowerCase()] : [];
  };

export const INDEXES: Readonly<Record<string, Readonly<Record<string, IndexedValues>>>> = {
  users: { email: field('email'), phone_number: field('phone_number'), username: field('username') },
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
