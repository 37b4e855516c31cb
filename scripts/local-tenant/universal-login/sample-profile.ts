import type { Connection, JsonObject } from '../store';

const DISPLAY = { first: 'Grace', last: 'Example', name: 'Grace Example' };

/** What a provider's raw profile looks like, as a start for editing. */
export function sampleProfile(connection: Connection, address = 'grace@example.com'): JsonObject {
  const { first, last, name } = DISPLAY;
  switch (connection.strategy) {
    case 'google-oauth2':
      return {
        sub: '108204268033311374519',
        name,
        given_name: first,
        family_name: last,
        email: address,
        email_verified: true,
        locale: 'en',
      };
    case 'waad':
      return {
        oid: '7f9ac6a4-2f0c-4d1c-9a0e-5b0e6d1a2b3c',
        tid: '0d1c2b3a-0000-4000-8000-000000000000',
        upn: address,
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
        nameID: address,
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress': address,
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname': first,
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname': last,
      };
    case 'github':
      return { id: 583_231, login: 'grace', name, email: address, email_verified: true };
    default:
      return {
        sub: 'grace-0001',
        name,
        given_name: first,
        family_name: last,
        email: address,
        email_verified: false,
      };
  }
}
