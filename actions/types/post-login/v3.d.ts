/**
 * Declarations of the post-login trigger, version 3: the parts of Auth0's `event` and `api` that an Action of
 * this project may use. Module path and names follow Auth0's own types package, so that a team that installs it
 * can delete the `paths` entry in tsconfig.json.
 *
 * Source of shapes and limits: docs pages actions/reference/post-login/post-login-event-object and
 * actions/reference/post-login/post-login-api-object.
 */

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export interface Client {
  client_id: string;
  name: string;
  metadata: Record<string, string>;
  refresh_token?: { policies?: unknown[] };
}

export interface Connection {
  id: string;
  name: string;
  /** e.g. `auth0`, `google-oauth2`, `waad`, `samlp`, `sms`, `email`. */
  strategy: string;
  metadata?: Record<string, string>;
}

/** From the IP address; every member is optional. */
export interface Geoip {
  cityName?: string;
  continentCode?: string;
  /** ISO 3166 alpha-2. */
  countryCode?: string;
  countryCode3?: string;
  countryName?: string;
  latitude?: number;
  longitude?: number;
  subdivisionCode?: string;
  subdivisionName?: string;
  timeZone?: string;
}

/** A fresh one is issued on every resume: query and body of the first leg are gone in `onContinuePostLogin`. */
export interface Request {
  ip: string;
  method: string;
  query: Record<string, unknown>;
  body: Record<string, unknown>;
  geoip: Geoip;
  asn?: string;
  hostname?: string;
  language?: string;
  user_agent?: string;
}

export interface Identity {
  connection?: string;
  isSocial?: boolean;
  profileData?: Record<string, unknown>;
  provider?: string;
  user_id?: string;
  [attribute: string]: unknown;
}

/** The normalized user profile. Attributes that an identity provider sends beyond it stand at the root, too. */
export interface User {
  user_id: string;
  created_at: string;
  updated_at: string;
  email_verified: boolean;
  app_metadata: Record<string, unknown>;
  user_metadata: Record<string, unknown>;
  /** The first is the primary one, to which `email` belongs. */
  identities: Identity[];
  email?: string;
  family_name?: string;
  given_name?: string;
  last_password_reset?: string;
  name?: string;
  nickname?: string;
  phone_number?: string;
  phone_verified?: boolean;
  picture?: string;
  username?: string;
  enrolledFactors?: { type: string; options?: Record<string, unknown> }[];
  multifactor?: string[];
  [attribute: string]: unknown;
}

export type Protocol =
  | 'oidc-basic-profile'
  | 'oidc-ciba'
  | 'oidc-ciba-web-link'
  | 'oidc-implicit-profile'
  | 'oidc-hybrid-profile'
  | 'oauth2-device-code'
  | 'oauth2-resource-owner'
  | 'oauth2-resource-owner-jwt-bearer'
  | 'oauth2-password'
  | 'oauth2-webauthn'
  | 'oauth2-access-token'
  | 'oauth2-refresh-token'
  | 'oauth2-token-exchange'
  | 'samlp'
  | 'wsfed'
  | 'wstrust-usernamemixed';

export interface Transaction {
  /** Only in browser flows. */
  id?: string;
  acr_values?: string[];
  linking_id?: string;
  locale?: string;
  login_hint?: string;
  prompt?: string[];
  protocol?: Protocol;
  redirect_uri?: string;
  requested_authorization_details?: Record<string, unknown>[];
  requested_scopes?: string[];
  response_mode?: string;
  response_type?: string[];
  state?: string;
  ui_locales?: string[];
  /** Somebody who acts for the user (token exchange). */
  actor?: Record<string, unknown>;
  actor_token_type?: string;
  correlation_id?: string;
  subject_token_type?: string;
  metadata: Record<string, string | number | boolean>;
}

export interface Organization {
  id: string;
  name: string;
  display_name: string;
  metadata: Record<string, string>;
}

export interface Event {
  client: Client;
  connection: Connection;
  request: Request;
  stats: { logins_count: number };
  tenant: { id: string };
  user: User;
  secrets: Record<string, string>;
  configuration?: Record<string, string>;
  transaction?: Transaction;
  agent?: Record<string, unknown>;
  authentication?: {
    methods: { name: string; timestamp: string }[];
    riskAssessment?: Record<string, unknown>;
  };
  authorization?: { roles: string[] };
  custom_domain?: { domain: string; domain_metadata: Record<string, string> };
  organization?: Organization;
  /** The answer to a form, in `onContinuePostLogin` only. `vars` never left the server. */
  prompt?: { id: string; fields?: Record<string, unknown>; vars?: Record<string, unknown> };
  refresh_token?: Record<string, unknown>;
  resource_server?: { identifier: string };
  security_context?: { ja3?: string; ja4?: string };
  /** May be an empty object in flows without a session: test `session?.id`. */
  session?: { id?: string; actor?: Record<string, unknown>; [member: string]: unknown };
  session_transfer_token?: Record<string, unknown>;
}

export interface CacheRecord {
  value: string;
  /** Milliseconds since the epoch. */
  expires_at: number;
}

export type CacheWriteResult = { type: 'success'; record?: CacheRecord } | { type: 'error'; code: string };

export interface PostLoginAPI {
  access: {
    /** Ends the pipeline after this Action; metadata writes of this Action are still applied. */
    deny(reason: string): PostLoginAPI;
  };
  accessToken: {
    setCustomClaim(name: string, value: unknown): PostLoginAPI;
    addScope(scope: string): void;
    removeScope(scope: string): void;
  };
  idToken: {
    setCustomClaim(name: string, value: unknown): PostLoginAPI;
  };
  user: {
    /** One root key; `null` removes it. Written once, when the trigger ends or a redirect leaves. */
    setAppMetadata(name: string, value: unknown): PostLoginAPI;
    setUserMetadata(name: string, value: unknown): PostLoginAPI;
  };
  redirect: {
    canRedirect(): boolean;
    sendUserTo(url: string, options?: { query?: Record<string, string> }): PostLoginAPI;
    /** HS256; `payload` is spread last, so it can override the standard claims. Signed, not encrypted. */
    encodeToken(options: {
      secret: string;
      payload: Record<string, unknown>;
      expiresInSeconds?: number;
    }): string;
    /** Throws when the token is missing, expired, badly signed, or its `state` or `sub` differ. */
    validateToken(options: { secret: string; tokenParameterName?: string }): Record<string, unknown>;
  };
  prompt: {
    /** `fields` reach the browser, `vars` stay on the server. One form per Action, never with a redirect. */
    render(
      promptId: string,
      options?: { fields?: Record<string, unknown>; vars?: Record<string, unknown> },
    ): void;
  };
  cache: {
    get(key: string): CacheRecord | undefined;
    set(key: string, value: string, options?: { expires_at?: number; ttl?: number }): CacheWriteResult;
    delete(key: string): CacheWriteResult;
  };
  validation: {
    /** Both at most 100 characters. */
    error(code: string, message: string): PostLoginAPI;
  };
  transaction: {
    setMetadata(key: string, value: string | number | boolean | null): void;
  };
  authentication: {
    challengeWith(factor: Json, options?: { additionalFactors?: Json[] }): void;
    challengeWithAny(factors: Json[]): void;
    enrollWith(factor: Json, options?: { additionalFactors?: Json[] }): void;
    enrollWithAny(factors: Json[]): void;
    recordMethod(providerUrl: string): PostLoginAPI;
    setPrimaryUser(userId: string): void;
  };
  multifactor: {
    enable(provider: string, options?: Record<string, unknown>): PostLoginAPI;
  };
  session: {
    revoke(reason: string, options?: { preserveRefreshTokens?: boolean }): void;
    setExpiresAt(time: number): void;
    setIdleExpiresAt(time: number): void;
    setCookieMode(mode: 'persistent' | 'non-persistent'): void;
    setMetadata(key: string, value: string): void;
    deleteMetadata(key: string): void;
    evictMetadata(): void;
  };
  refreshToken: {
    revoke(reason: string): void;
    setExpiresAt(time: number): void;
    setIdleExpiresAt(time: number): void;
    setMetadata(key: string, value: string): void;
    deleteMetadata(key: string): void;
    evictMetadata(): void;
  };
  samlResponse: {
    setAttribute(name: string, value: Json): PostLoginAPI;
    [setting: string]: unknown;
  };
  groups: {
    getUserGroups(options?: { take?: number; from?: string }): Promise<unknown>;
    hasGroupMembership(groups: string[]): Promise<boolean>;
  };
  roles: {
    getUserEffectiveRoles(options?: { take?: number; from?: string }): Promise<unknown>;
    getUserEffectiveRolesByIds(ids: string[]): Promise<unknown>;
    getUserEffectiveRolesByNames(names: string[]): Promise<unknown>;
  };
  rules: { wasExecuted(ruleId: string): boolean };
}
