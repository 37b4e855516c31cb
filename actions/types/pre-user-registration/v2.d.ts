/**
 * Declarations of the pre-user-registration trigger, version 2. Module path and names follow Auth0's own types
 * package. The trigger runs for database and passwordless connections only; metadata set for a passwordless
 * user is not stored.
 *
 * Source of shapes and limits: docs page actions/explore-triggers/pre-user-registration.
 */
import type { CacheRecord, CacheWriteResult, Client, Connection, Geoip } from '@auth0/actions/post-login/v3';

/** Has no `query`. */
export interface Request {
  ip: string;
  method: string;
  body: Record<string, unknown>;
  geoip: Geoip;
  hostname?: string;
  language?: string;
  user_agent?: string;
}

/** No `user_id`, no `email_verified`, no `identities`: the user does not exist yet. */
export interface User {
  app_metadata?: Record<string, unknown>;
  user_metadata?: Record<string, unknown>;
  email?: string;
  family_name?: string;
  given_name?: string;
  name?: string;
  nickname?: string;
  phone_number?: string;
  picture?: string;
  username?: string;
}

export interface Transaction {
  id?: string;
  acr_values?: string[];
  locale?: string;
  login_hint?: string;
  prompt?: string[];
  protocol?: string;
  redirect_uri?: string;
  requested_scopes?: string[];
  response_mode?: string;
  response_type?: string[];
  state?: string;
  ui_locales?: string[];
}

export interface Event {
  connection: Connection;
  request: Request;
  tenant: { id: string };
  user: User;
  secrets: Record<string, string>;
  configuration?: Record<string, string>;
  client?: Client;
  /** Absent when the Management API or the Dashboard creates the user. */
  transaction?: Transaction;
  authentication?: { riskAssessment?: Record<string, unknown> };
  custom_domain?: { domain: string; domain_metadata: Record<string, string> };
  security_context?: { ja3?: string; ja4?: string };
}

export interface PreUserRegistrationAPI {
  access: {
    /** `reason` goes to the tenant log and to callers of the sign-up endpoint, `userMessage` to the person. */
    deny(reason: string, userMessage: string): PreUserRegistrationAPI;
  };
  validation: {
    /** Shown on the sign-up page; blocks the registration. Both at most 100 characters. */
    error(errorCode: string, errorMessage: string): PreUserRegistrationAPI;
  };
  user: {
    setAppMetadata(name: string, value: unknown): PreUserRegistrationAPI;
    setUserMetadata(name: string, value: unknown): PreUserRegistrationAPI;
  };
  cache: {
    get(key: string): CacheRecord | undefined;
    set(key: string, value: string, options?: { expires_at?: number; ttl?: number }): CacheWriteResult;
    delete(key: string): CacheWriteResult;
  };
}
