/**
 * What goes into the Actions runtime and what comes out. The runtime knows nothing of HTTP, stores or users:
 * it runs the bound Actions of one trigger, in order, and reports what they asked for. Whoever calls it
 * (the Authentication API, `gatehouse simulate`, the dashboard's "try it") applies the effects.
 */

/** The triggers that the local tenant runs. */
export type RunnableTrigger = 'post-login' | 'pre-user-registration';

/** One deployed Action version, as the Deploy CLI uploaded it. */
export interface RunnableAction {
  id: string;
  name: string;
  /** The deployed text. */
  code: string;
  secrets: Record<string, string>;
  /** Names of the declared npm dependencies: with Node's built-ins all that `require` may load. */
  dependencies: string[];
}

/** One call of an `api` method that passed its validation, e.g. `{ type: 'user.setAppMetadata', key, value }`. */
export interface Command {
  type: string;
  [field: string]: unknown;
}

/** `unavailable`: no Action ran, because no process could be started. */
export type ActionErrorKind = 'threw' | 'timeout' | 'memory' | 'exit' | 'invalid' | 'unavailable';

export interface ActionError {
  kind: ActionErrorKind;
  name: string;
  message: string;
  code?: string;
  stack?: string;
}

/** What one Action did in one leg. */
export interface ActionReport {
  id: string;
  name: string;
  handler: string;
  /** ISO 8601, wall clock. */
  startedAt: string;
  durationMs: number;
  logs: string[];
  commands: Command[];
  error?: ActionError;
  /** The event that this Action saw, secrets removed. Only with `recordEvents`. */
  event?: Record<string, unknown>;
}

export type JsonObject = Record<string, unknown>;

/** What the Actions of a trigger asked for, accumulated over all Actions and legs of one transaction. */
export interface Effects {
  /** Root keys to merge; `null` removes. */
  userMetadata: JsonObject;
  appMetadata: JsonObject;
  /** Custom claims as they were set; what a token takes of them, `issuableClaims` says. */
  idTokenClaims: JsonObject;
  accessTokenClaims: JsonObject;
  addedScopes: string[];
  removedScopes: string[];
  transactionMetadata: JsonObject;
  /** All entries that are to remain, `{}` for none; absent where nothing changes them. */
  sessionMetadata?: JsonObject;
  refreshTokenMetadata?: JsonObject;
  samlAttributes: JsonObject;
  session: {
    expiresAt?: number;
    idleExpiresAt?: number;
    cookieMode?: 'persistent' | 'non-persistent';
    revoke?: { reason: string; preserveRefreshTokens: boolean };
  };
  refreshToken: { expiresAt?: number; idleExpiresAt?: number; revoke?: { reason: string } };
  authenticationMethods: string[];
  primaryUserId?: string;
  /** `api.multifactor.enable`: deferred to the end of the flow. */
  multifactor?: { provider: string; options: JsonObject };
  /** pre-user-registration only: the id that the new user is to have. */
  userId?: string;
}

/** Where a suspended pipeline goes on. Plain JSON: the caller stores it with its transaction. */
export interface Suspension {
  /** What the login waits for. */
  kind: 'redirect' | 'form' | 'challenge';
  /** The Action that suspended and will resume through its `onContinue…` handler. */
  actionId: string;
  /** Its place in the bound order at that time. */
  index: number;
  effects: Effects;
}

export interface TriggerRun {
  trigger: RunnableTrigger;
  /** In bound order. */
  actions: RunnableAction[];
  /** The event without `secrets`: the runtime adds each Action's own. */
  event: JsonObject;
  /** Present when a suspended pipeline resumes. */
  resume?: Suspension;
  /** A frozen clock for `Date` inside the Actions (simulate, "try it"); otherwise the real one. */
  now?: Date;
  recordEvents?: boolean;
  /** Signs `redirect.encodeToken`'s `iss`; by default `event.request.hostname`. */
  hostname?: string;
  /** What `api.groups` and `api.roles` answer from; without it roles come from `event.authorization.roles`. */
  lookups?: DirectoryLookups;
}

/** The groups and roles of the user who logs in, within the organization if there is one. */
export interface DirectoryLookups {
  groups?: { id: string; name: string }[];
  roles?: { id: string; name: string; description?: string }[];
}

/** How a leg ended. `effects` hold what is to be applied NOW, whatever the outcome (deny keeps metadata). */
export type TriggerOutcome =
  | { kind: 'completed' }
  | { kind: 'denied'; reason: string; userMessage?: string }
  | { kind: 'invalid'; errors: { code: string; message: string }[] }
  | { kind: 'redirect'; url: string; suspension: Suspension }
  | { kind: 'form'; formId: string; fields: JsonObject; vars: JsonObject; suspension: Suspension }
  | { kind: 'challenge'; mode: 'challenge' | 'enroll'; factors: JsonObject[]; suspension: Suspension }
  /** A redirect or form was asked for where `prompt=none` forbids it. */
  | { kind: 'interaction_required' }
  | { kind: 'failed'; error: ActionError };

export interface TriggerResult {
  outcome: TriggerOutcome;
  effects: Effects;
  reports: ActionReport[];
  durationMs: number;
}

export interface ActionsRuntime {
  /** Runs one leg. Never rejects for anything an Action does. */
  run(run: TriggerRun): Promise<TriggerResult>;
  /** Ends all worker processes. */
  close(): Promise<void>;
}

export interface ActionsRuntimeOptions {
  /** Path of another Node binary for the Actions (`GATEHOUSE_ACTION_NODE`). */
  node?: string;
  /** A fresh process for every run: exposes bugs in module state. */
  cold?: boolean;
  /** For the whole trigger; Auth0's is 20,000. */
  timeoutMs?: number;
  heapMegabytes?: number;
  residentMegabytes?: number;
  /** A PEM file of certificate authorities that Actions trust besides the usual ones: the local tenant's own. */
  extraCertificates?: string;
}
