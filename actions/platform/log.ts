import type { DocumentReference } from '../policy/decision';
import type { Mode } from '../policy/policy';

/** Auth0 keeps this many characters of what an Action prints (docs page actions/limitations). */
const LONGEST_LINE = 256;

/** One decision, as the log has it: nothing here comes from a person. */
export interface LogEntry {
  action: string;
  decision: string;
  reason?: string | undefined;
  mode: Mode;
  document?: DocumentReference | undefined;
  flow?: string | undefined;
  /** What became of the verification email. */
  resend?: string | undefined;
  /** The class of an unexpected error, never its message. */
  error?: string | undefined;
  build: string;
  milliseconds: number;
}

/** Prints one JSON line. Never throws: a broken log is no reason to stop a login. */
export function logDecision(entry: LogEntry): void {
  try {
    const line = JSON.stringify({
      a: entry.action,
      d: entry.decision,
      r: entry.reason,
      m: entry.mode,
      doc: entry.document?.id,
      q: entry.document?.sequence,
      f: entry.flow,
      s: entry.resend,
      e: entry.error,
      b: entry.build,
      ms: Math.round(entry.milliseconds * 10) / 10,
    });
    console.log(line.slice(0, LONGEST_LINE));
  } catch {
    // Nowhere left to say it.
  }
}
