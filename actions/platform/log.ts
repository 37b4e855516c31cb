import type { BuildIdentity, Mode } from '../policy/policy';

/** What the log says of one run of an Action; nothing of it comes from a person. */
export interface LogLine {
  /** The Action. */
  a: string;
  /** The decision. */
  d: string;
  /** The reason. */
  r?: string | undefined;
  /** The mode. */
  m: Mode;
  /** The document that it is about, and its sequence. */
  doc?: string | undefined;
  q?: number | undefined;
  /** The flow. */
  f?: string | undefined;
  /** What became of the verification email. */
  s?: string | undefined;
  /** The class of an unexpected error, never its message. */
  e?: string | undefined;
}

/**
 * Prints the one JSON line of a run that began at `started` (`performance.now()`). Every member is short, so the line
 * stays below the 256 characters that Auth0 keeps (docs page actions/limitations).
 */
export function log(line: LogLine, { hash }: BuildIdentity, started: number): void {
  const ms = Number((performance.now() - started).toFixed(1));
  console.log(JSON.stringify({ ...line, b: hash, ms }));
}

/** An error's message may hold anything; its class may not. */
export function errorClass(thrown: unknown): string {
  return thrown instanceof TypeError ? 'TypeError' : 'Error';
}
