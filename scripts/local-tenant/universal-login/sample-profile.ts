import { randomInt } from 'node:crypto';
import type { Connection, JsonObject, User } from '../store';

/** Who comes back from a provider. */
interface Person {
  /** The provider's own id of them; by default one in its usual form. */
  id?: string;
  email: string;
  name: string;
  first: string;
  last: string;
}

const GRACE = { name: 'Grace Example', first: 'Grace', last: 'Example' };

/** What a provider's raw profile of the usual person looks like, as a start for editing. */
export function sampleProfile(connection: Connection, email = 'grace@example.com'): JsonObject {
  return rawProfile(connection, { ...GRACE, email });
}

/** The raw profile of somebody who has not been here yet. */
export function newProfile(connection: Connection): JsonObject {
  const number = String(randomInt(100_000, 1_000_000));
  const name = { name: `New Person ${number}`, first: 'New', last: `Person ${number}` };
  return rawProfile(connection, { ...name, id: number, email: `person-${number}@example.com` });
}

/** The raw profile with which somebody comes back who was here before, as far as it is stored. */
export function knownProfile(connection: Connection, user: User): JsonObject {
  const identity = user.identities.find((candidate) => candidate.connection === connection.name);
  const id = String(identity?.user_id ?? '');
  const prefix = `${connection.name}|`;
  return rawProfile(connection, {
    // Enterprise identities stand with their connection before them.
    id: id.startsWith(prefix) ? id.slice(prefix.length) : id,
    email: user.email ?? '',
    name: user.name ?? '',
    first: user.given_name ?? '',
    last: user.family_name ?? '',
  });
}

function rawProfile({ strategy }: Connection, { id, email, name, first, last }: Person): JsonObject {
  switch (strategy) {
    case 'google-oauth2':
      return {
        sub: id ?? '108204268033311374519',
        name,
        given_name: first,
        family_name: last,
        email,
        email_verified: true,
        locale: 'en',
      };
    case 'waad':
      return {
        oid: id ?? '7f9ac6a4-2f0c-4d1c-9a0e-5b0e6d1a2b3c',
        tid: '0d1c2b3a-0000-4000-8000-000000000000',
        upn: email,
        name,
        given_name: first,
        family_name: last,
        job_title: 'Engineer',
        groups: ['Engineering'],
      };
    case 'samlp':
    case 'adfs':
    case 'pingfederate':
      return {
        nameID: id ?? email,
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress': email,
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname': first,
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname': last,
      };
    case 'github':
      return { id: id ?? 583_231, login: first.toLowerCase(), name, email, email_verified: true };
    default:
      return {
        sub: id ?? 'grace-0001',
        name,
        given_name: first,
        family_name: last,
        email,
        email_verified: false,
      };
  }
}
