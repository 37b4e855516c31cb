/** What the runtime and the sandbox (mostly another process) say to each other. Plain JSON. */
import type { ActionError, Command, DirectoryLookups, JsonObject, RunnableTrigger } from '../contract';

export interface CacheRecord {
  value: string;
  /** Milliseconds since the epoch. */
  expires_at: number;
}

/** What earlier Actions of the transaction asked for, as far as a limit spans Actions. */
export interface EarlierRequests {
  addedScopes: string[];
  removedScopes: string[];
  samlAttributes: JsonObject;
  primaryUserWasSet: boolean;
  /** May be there before the token is. */
  refreshTokenMetadata?: JsonObject;
}

/** One Action, one entrypoint, one event. */
export interface ActionCall {
  /** The loaded instance to use: the same key means that module state is shared. */
  instance: string;
  name: string;
  trigger: RunnableTrigger;
  handler: string;
  /** The handler may be missing: then nothing runs, and that is no fault. */
  optional: boolean;
  code: string;
  dependencies: string[];
  /** With `secrets`. */
  event: JsonObject;
  /** A frozen clock, in milliseconds since the epoch. */
  now?: number;
  hostname?: string;
  cache: Record<string, CacheRecord>;
  earlier: EarlierRequests;
  lookups: DirectoryLookups;
}

export interface ActionAnswer {
  commands: Command[];
  logs: string[];
  durationMs: number;
  error?: ActionError;
  /** The trigger's whole cache, when this Action changed it. */
  cache?: Record<string, CacheRecord>;
  /** The optional handler was missing. */
  skipped?: boolean;
  /** The Action left timers behind: its process is not clean any more. */
  unfinished?: boolean;
}

/** Parent to sandbox process. `code` is absent where the sandbox has compiled it before. */
export interface CallMessage {
  call: Omit<ActionCall, 'code'> & { code?: string };
  /** Instances to forget. */
  forget: string[];
}

/** Sandbox process to parent: ready for calls, a call has begun, a call has ended. */
export type SandboxMessage =
  | { type: 'ready' }
  | { type: 'started' }
  | { type: 'answer'; answer: ActionAnswer };

/** An Action can write to the channel that its process answers on, so an answer is looked at before it is believed. */
export function isSandboxMessage(value: unknown): value is SandboxMessage {
  const { type, answer } = (value ?? {}) as { type?: unknown; answer?: Partial<ActionAnswer> };
  if (type !== 'answer') return type === 'ready' || type === 'started';
  return (
    Array.isArray(answer?.commands) && Array.isArray(answer.logs) && typeof answer.durationMs === 'number'
  );
}
