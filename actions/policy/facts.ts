/**
 * What the decisions know of a login or a sign-up: plain values, read from Auth0's event by platform/facts.ts.
 * Nothing here is trusted beyond its type.
 */
import type { NamedText } from './decision';
import type { Applicant } from './matching';
import type { Tree } from './objects';

/**
 * `browser`: a person can be shown a page. `silent`: a browser that may show nothing (`prompt=none`).
 * `no_browser`: nobody to show anything to (refresh token, password grant, token exchange, …).
 */
export type Flow = 'browser' | 'silent' | 'no_browser';

export interface LoginFacts extends Applicant {
  userId: string;
  /** Milliseconds since the epoch; NaN where missing or invalid. */
  createdAt: number;
  /** Only for the boolean `true`; a string that an identity provider sends is not one. */
  emailVerified: boolean;
  flow: Flow;
  /** Somebody else acts for the user: support staff, an agent, a token exchange with an actor. */
  delegated: boolean;
  /** Preferred languages, most wanted first. */
  locales: string[];
  /** The stored app_metadata. */
  appMetadata: Tree;
  /** The fields of a passwordless sign-up, which reach post-login only; otherwise empty. */
  fields: Tree;
}

export interface EmailFacts extends LoginFacts {
  email: string | undefined;
  /** The connection of the primary identity, to which the profile's email address belongs. */
  primaryConnection: Applicant['connection'];
}

export interface ProfileFacts extends EmailFacts {
  /** The profile's root attributes. */
  attributes: Tree;
  userMetadata: Tree;
  scopes: string[];
  /** Identifier of the API that the access token is for. */
  audience: string | undefined;
  roles: string[];
}

export interface SignupFacts extends Applicant {
  /** As it came; undefined where there is none. */
  email: unknown;
  names: unknown[];
  flow: 'signup';
  delegated: false;
  /** A person went through the sign-up page; not the Management API, the Dashboard or an invitation. */
  interactive: boolean;
  /** The strategy is `email` or `sms`: page fields and metadata are not available before registration. */
  passwordless: boolean;
  locales: string[];
  /** What the sign-up page sent, `ulp-*` fields among it. */
  fields: Tree;
}

/** What a person answered on the form or the consent page, and what that page had shown them. */
export interface Answer {
  fields: Readonly<Record<string, unknown>>;
  /** `vars.documents`: kept on the server or signed, so it is what was really shown. */
  documents: Readonly<Record<string, NamedText | undefined>>;
}
