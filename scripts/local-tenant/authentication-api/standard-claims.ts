import type { JsonObject, User } from '../store';

/** OpenID Connect's profile claims by scope, from the normalized profile; what is missing is left out. */
const CLAIMS: Record<string, Record<string, string>> = {
  profile: {
    name: 'name',
    nickname: 'nickname',
    given_name: 'given_name',
    family_name: 'family_name',
    picture: 'picture',
    updated_at: 'updated_at',
  },
  email: { email: 'email', email_verified: 'email_verified' },
  phone: { phone_number: 'phone_number', phone_number_verified: 'phone_verified' },
};

export function standardClaims(user: User, scopes: readonly string[]): JsonObject {
  const claims: JsonObject = {};
  for (const scope of scopes) {
    for (const [claim, attribute] of Object.entries(CLAIMS[scope] ?? {})) {
      if (user[attribute] !== undefined && user[attribute] !== null) claims[claim] = user[attribute];
    }
  }
  return claims;
}
