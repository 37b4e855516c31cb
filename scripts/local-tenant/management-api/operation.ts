import type { JsonObject } from '../store';
import type { TenantContext } from '../tenant-context';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** One request that passed authentication, scopes and validation. */
export interface ApiRequest {
  tenant: TenantContext;
  options: ManagementApiOptions;
  /** `https://localhost:4443/t/acme`: the tenant as the caller addressed it. */
  baseUrl: string;
  /** The caller's address. */
  ip: string;
  /** Claims of the access token. */
  caller: {
    clientId: string;
    scopes: readonly string[];
    /** Whose own token it is; absent for a client's. */
    userId?: string;
  };
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  /** The JSON body; `undefined` where none was sent. */
  body: unknown;
}

export interface Answer {
  status: number;
  /** Absent: an empty body. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** One method of one path: everything that the Management API knows is a list of these. */
export interface Operation {
  method: Method;
  /** With `:parameters`, without `/api/v2`. */
  path: string;
  /** One of these suffices. Empty: any valid token. */
  scopes: readonly string[];
  handle: (request: ApiRequest) => Answer | Promise<Answer>;
  /**
   * The import door, for GET alone: takes what a GET of this path answered elsewhere and puts it into the
   * store, ids kept. Absent where there is nothing to keep.
   */
  restore?: (target: RestoreTarget, answer: unknown) => void;
}

export interface RestoreTarget {
  tenant: TenantContext;
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
}

export interface ManagementApiOptions {
  /** How long an Action is building after it was saved; 0 by default. Auth0 needs some seconds. */
  actionBuildMs?: number;
  /** Whether the build of this Action fails; none does by default. */
  actionBuildFails?: (action: { name: string; code: string }) => boolean;
  /** Which of Auth0's rate limits apply; `off` by default. */
  rateLimits?: RateLimitProfileName;
  /** Paid features that are switched on beyond the common ones. */
  entitlements?: readonly Entitlement[];
  /** Faults to answer with instead of the real answer; tests add to and read this list while the server runs. */
  faults?: Fault[];
}

export type RateLimitProfileName = 'off' | 'free' | 'enterprise';

/** `akamai-signals`: /supplemental-signals. */
export type Entitlement = 'akamai-signals';

/** What goes wrong, where, and how often. */
export interface Fault {
  /** Any method where absent. */
  method?: Method;
  /** A path as the operation writes it (`/actions/actions/:id/deploy`) or as it is requested; `*` for all. */
  path: string;
  /** How many matching requests pass untouched before the fault begins; 0 by default. */
  after?: number;
  /** How many requests the fault hits; 1 by default. */
  times?: number;
  /** Answers with this status; nothing is done. */
  status?: number;
  message?: string;
  errorCode?: string;
  headers?: Record<string, string>;
  /** Waits before anything else, in milliseconds. */
  delayMs?: number;
  /**
   * `before`: the connection ends without an answer and nothing was done. `after`: everything was done, but
   * the answer never arrives.
   */
  cut?: 'before' | 'after';
  /** Called when the fault hits, with what was asked: lets a test kill a process at this very request. */
  onHit?: (hit: { method: string; path: string }) => void;
}

/** The body as an object; validation has made sure that it is one. */
export function bodyObject(request: ApiRequest): JsonObject {
  return isObject(request.body) ? request.body : {};
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

export const NO_CONTENT: Answer = { status: 204 };
