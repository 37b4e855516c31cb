import type { ActionReport, Command } from '../local-tenant/actions-runtime';

export type SimulationOutcome = 'allow' | 'deny' | 'prompt' | 'redirect' | 'interaction_required' | 'error';

type JsonObject = Record<string, unknown>;

/** What `gatehouse simulate --json` prints: a stable contract. Keys that do not apply are left out. */
export interface SimulationResult {
  /** Of the last leg. A validation error is a denial. */
  outcome: SimulationOutcome;
  /** The reason code of a denial, where it has one. */
  reason?: string;
  /** What the app, or the person on the sign-up page, is told. */
  description?: string;
  /** The profile's metadata as stored after the last leg. */
  user: { app_metadata: JsonObject; user_metadata: JsonObject };
  /** Custom claims, of an allowed login. */
  idToken?: JsonObject;
  accessToken?: JsonObject;
  prompt?: { id: string; fields: JsonObject; vars: JsonObject };
  redirect?: { url: string };
  validationErrors?: { code: string; message: string }[];
  /** Every Action of every leg, in the order in which they ran. */
  actions: SimulatedAction[];
}

export interface SimulatedAction {
  name: string;
  handler: string;
  durationMs: number;
  logs: string[];
  commands: Command[];
  error?: ActionReport['error'];
}

export function simulatedAction({
  name,
  handler,
  durationMs,
  logs,
  commands,
  error,
}: ActionReport): SimulatedAction {
  return { name, handler, durationMs, logs, commands, ...(error && { error }) };
}
