/**
 * The documents that more than one part of the local tenant reads: as the Management API shows them, in its
 * spelling. What is secret or internal stands in a collection of its own (`credentials`, `action-secrets`),
 * so that no reader can leak it by returning a document whole.
 *
 * Collection → id of a document:
 *   users → user_id · credentials → user_id · clients → client_id · connections → id · organizations → id
 *   organization-members → <organization id>:<user id> · actions → id · action-versions → version id
 *   action-secrets → version id, or action id for the draft · bindings → trigger id · forms → id
 *   email-templates → template · prompt-partials → prompt · custom-text → <prompt>:<language>
 *   singletons → e.g. tenant-settings, prompts, branding · signing-keys → kid
 *   transactions → state · codes → code · sessions → id · refresh-tokens → token hash · tickets → id
 *   gatehouse-state → what gatehouse itself remembers, e.g. last-deploy
 *   logs → log_id · logins → transaction id · outbox → id · action-cache → <action id>:<key>
 * Resources of the Management API that nothing else reads are named after their path (`roles`, `log-streams`).
 */

export type JsonObject = Record<string, unknown>;

export interface Identity {
  connection: string;
  provider: string;
  /** The id within the provider; the part of user_id behind the bar for the primary identity. */
  user_id: string;
  isSocial: boolean;
  profileData?: JsonObject;
}

/** An open object: identity providers add root attributes of their own. */
export interface User extends JsonObject {
  user_id: string;
  created_at: string;
  updated_at: string;
  identities: Identity[];
  email?: string;
  email_verified?: boolean;
  username?: string;
  phone_number?: string;
  phone_verified?: boolean;
  name?: string;
  nickname?: string;
  given_name?: string;
  family_name?: string;
  picture?: string;
  blocked?: boolean;
  last_login?: string;
  last_ip?: string;
  last_password_reset?: string;
  logins_count?: number;
  app_metadata?: JsonObject;
  user_metadata?: JsonObject;
}

/** scrypt, in the form `scrypt:<salt base64url>:<hash base64url>`. */
export interface Credentials {
  user_id: string;
  password: string;
}

export interface Client extends JsonObject {
  client_id: string;
  name: string;
  client_secret?: string;
  app_type?: 'spa' | 'regular_web' | 'native' | 'non_interactive';
  callbacks?: string[];
  allowed_logout_urls?: string[];
  web_origins?: string[];
  allowed_origins?: string[];
  grant_types?: string[];
  token_endpoint_auth_method?: 'none' | 'client_secret_post' | 'client_secret_basic' | null;
  client_authentication_methods?: { private_key_jwt?: { credentials: { id: string }[] } } | null;
  oidc_conformant?: boolean;
  is_first_party?: boolean;
  client_metadata?: Record<string, string>;
  refresh_token?: JsonObject;
  organization_usage?: 'deny' | 'allow' | 'require';
}

export interface Connection extends JsonObject {
  id: string;
  name: string;
  /** auth0, email, sms, google-oauth2, waad, samlp, oidc, … */
  strategy: string;
  options: JsonObject;
  enabled_clients: string[];
  metadata?: Record<string, string>;
}

export interface Organization extends JsonObject {
  id: string;
  name: string;
  display_name?: string;
  metadata?: Record<string, string>;
}

/** A draft and what is deployed. Secrets: names only, values in `action-secrets`. */
export interface Action extends JsonObject {
  id: string;
  name: string;
  code: string;
  runtime: string;
  dependencies: { name: string; version: string }[];
  secrets: { name: string; updated_at: string }[];
  supported_triggers: { id: string; version: string }[];
  status: 'pending' | 'building' | 'packaged' | 'built' | 'retrying' | 'failed';
  created_at: string;
  updated_at: string;
  all_changes_deployed: boolean;
  /** id of the deployed document in `action-versions`. */
  deployed_version_id?: string;
}

export interface ActionVersion extends JsonObject {
  id: string;
  action_id: string;
  number: number;
  code: string;
  runtime: string;
  dependencies: { name: string; version: string }[];
  secrets: { name: string; updated_at: string }[];
  supported_triggers: { id: string; version: string }[];
  created_at: string;
  updated_at: string;
  built_at?: string;
}

/** Secret values of a draft (id: the Action's) or of a version (id: the version's). */
export interface ActionSecrets {
  values: Record<string, string>;
}

/** Document id = trigger id; the order of the list is the order of execution. */
export interface TriggerBindings {
  trigger_id: string;
  bindings: { id: string; action_id: string; display_name: string; created_at: string; updated_at: string }[];
}

/** Texts of a form that are no component: by error code, and the form's own by key. */
export interface FormMessages {
  errors?: Record<string, string>;
  custom?: Record<string, string>;
}

export interface Form extends JsonObject {
  id: string;
  name: string;
  languages?: { primary?: string; default?: string } | null;
  messages?: FormMessages | null;
  /** By language: what the components say instead, and the messages. */
  translations?: Record<
    string,
    { components?: Record<string, JsonObject> | null; messages?: FormMessages | null }
  > | null;
  nodes?: JsonObject[];
  start?: JsonObject;
  ending?: JsonObject;
}

export interface EmailTemplate extends JsonObject {
  template: string;
  subject?: string;
  body?: string;
  from?: string;
  enabled?: boolean;
  syntax?: string;
  resultUrl?: string;
  urlLifetimeInSeconds?: number;
}

/** `PUT /prompts/{prompt}/partials`: screen → entry point → HTML. */
export interface PromptPartials {
  prompt: string;
  partials: Record<string, Record<string, string>>;
}

/** What a person would find in their mailbox (or on their phone). */
export interface OutboxMessage {
  id: string;
  to: string;
  from: string;
  subject: string;
  html: string;
  /** e.g. verify_email, reset_email, passwordless_sms */
  template: string;
  created_at: string;
  user_id?: string;
}

/** A link or code that proves something once: email verification, password reset, passwordless code. */
export interface Ticket extends JsonObject {
  id: string;
  kind: 'email-verification' | 'password-change' | 'passwordless' | 'invitation';
  user_id?: string;
  expires_at: string;
  used_at?: string;
  client_id?: string;
  result_url?: string;
}

/** One login (or sign-up, or refresh), as the dashboard's timeline shows it. Written leg by leg. */
export interface LoginRecord {
  id: string;
  trigger: 'post-login' | 'pre-user-registration';
  /** browser, silent, refresh, password, passwordless, sign-up, … */
  flow: string;
  started_at: string;
  user_id?: string;
  user_name?: string;
  client_id?: string;
  connection?: string;
  outcome: string;
  reason?: string;
  legs: {
    started_at: string;
    duration_ms: number;
    /** ActionReport of the runtime, events included. */
    actions: JsonObject[];
    outcome: string;
    detail?: JsonObject;
  }[];
  id_token_claims?: JsonObject;
  access_token_claims?: JsonObject;
}

/** A tenant log entry in the Management API's shape (docs: deploy-monitor/logs/log-event-type-codes). */
export interface LogEntry extends JsonObject {
  _id: string;
  log_id: string;
  date: string;
  type: string;
  description?: string;
  client_id?: string;
  client_name?: string;
  connection?: string;
  user_id?: string;
  user_name?: string;
  details?: JsonObject;
}
