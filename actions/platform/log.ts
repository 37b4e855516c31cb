import type { DocumentReference } from '../policy/decision';
import type { BuildIdentity, Mode } from '../policy/policy';

/** Auth0 keeps this many characters of what an Action prints (docs page actions/limitations). */
const LONGEST_LINE = 256;

/** What the log says of one run of an Action; nothing of it comes from a person. */
export interface LogEntry {
  decision: string;
  reason?: string | undefined;
  document?: DocumentReference | undefined;
  flow?: string | undefined;
  /** What became of the verification email. */
  resend?: string | undefined;
  /** The class of an unexpected error, never its message. */
  error?: string | undefined;
}

/** Starts the clock of one run; the result prints its one JSON line. */
export function startLog(action: string, mode: Mode, build: BuildIdentity): (entry: LogEntry) => void {
  const started = performance.now();
  return ({ decision, reason, document, flow, resend, error }) => {
    const ms = Number((performance.now() - started).toFixed(1));
    const about = { doc: document?.id, q: document?.sequence, f: flow, s: resend, e: error };
    const line = { a: action, d: decision, r: reason, m: mode, ...about, b: build.hash, ms };
    console.log(JSON.stringify(line).slice(0, LONGEST_LINE));
  };
}

/** The name of an error's class, where it looks like one: an error's message may hold anything. */
export function errorClass(thrown: unknown): string {
  return thrown instanceof TypeError || thrown instanceof RangeError ? thrown.constructor.name : 'Error';
}
