/**
 * What the decisions know of a login or a sign-up: plain values, read from Auth0's event by platform/facts.ts.
 * Nothing here is trusted beyond its type.
 */

/**
 * `browser`: a person can be shown a page. `silent`: a browser that may show nothing (`prompt=none`).
 * `no_browser`: nobody to show anything to (refresh token, password grant, token exchange, …).
 */
export type Flow = 'browser' | 'silent' | 'no_browser';

export interface ConnectionFacts {
  name: string;
  strategy: string;
}

export interface LoginFacts {
  userId: string;
  /** Milliseconds since the epoch; null where missing or invalid. */
  createdAt: number | null;
  email: string | null;
  /** Only for the boolean `true`; a string that an identity provider sends is not one. */
  emailVerified: boolean;
  /** The connection of this login. */
  connection: ConnectionFacts;
  /** The connection of the primary identity, to which the profile's email address belongs. */
  primaryConnection: ConnectionFacts;
  clientId: string | null;
  organization: { id: string; name: string } | null;
  /** ISO 3166 alpha-2, upper case, from the IP address: a hint. */
  country: string | null;
  flow: Flow;
  /** Somebody else acts for the user: support staff, an agent, a token exchange with an actor. */
  delegated: boolean;
  /** Preferred languages, most wanted first. */
  locales: string[];
  /** The root keys of app_metadata that belong to gatehouse, as plain JSON. */
  stamps: Record<string, unknown>;
  /** The prompt fields of a passwordless sign-up, which reach post-login only; otherwise empty. */
  signupFields: Record<string, unknown>;
}

export interface ProfileFacts extends LoginFacts {
  /** The profile's root attributes that the policy names. */
  attributes: Record<string, unknown>;
  userMetadata: Record<string, unknown>;
  appMetadata: Record<string, unknown>;
  scopes: string[];
  /** Identifier of the API that the access token is for. */
  audience: string | null;
  roles: string[];
}

export interface SignupFacts {
  /** As it came; null where there is none. */
  email: unknown;
  names: unknown[];
  connection: ConnectionFacts;
  clientId: string | null;
  country: string | null;
  /** A person went through the sign-up page; not the Management API, the Dashboard or an invitation. */
  interactive: boolean;
  /** The strategy is `email` or `sms`: page fields and metadata are not available before registration. */
  passwordless: boolean;
  locales: string[];
  /** What the sign-up page sent, `ulp-*` fields among it. */
  fields: Record<string, unknown>;
}

/** What a person answered on the form or the consent page, and what that page had shown them. */
export interface Answer {
  fields: Record<string, unknown>;
  /** `vars.documents`: kept on the server or signed, so it is what was really shown. */
  documents: Record<string, unknown>;
}
