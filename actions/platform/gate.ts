import type { Allow, Deny, InteractionRequired, Prompt } from '../policy/decision';
import { deny } from '../policy/decision';
import type { BuildIdentity, Mode } from '../policy/policy';
import { logDecision } from './log';

type AnyDecision = Allow | Deny | Prompt | InteractionRequired;

/** One Action that lets people through or does not. */
export interface Gate<Facts, Decision extends AnyDecision> {
  action: string;
  mode: Mode;
  build: BuildIdentity;
  /** Null for an event about which nothing can be decided. */
  read(): Facts | null;
  decide(facts: Facts, now: Date): Decision;
  /** Called only where the rule is enforced. */
  apply(decision: Decision, facts: Facts): void;
  /** The last resort, where the facts cannot be read or a decision cannot be made or applied. */
  denyUnavailable(): void;
  /** What goes on once a decision was applied and cannot change any more; the result is logged. */
  afterwards?(decision: Decision, facts: Facts, now: Date): Promise<string | undefined>;
  flowOf(facts: Facts): string;
}

/**
 * Reads, decides, applies, and logs one line. Fails closed and never throws: an error that left an Action would be
 * shown to the person. In report mode nothing is applied.
 */
export async function runGate<Facts, Decision extends AnyDecision>(
  gate: Gate<Facts, Decision>,
): Promise<void> {
  const { action, mode, build } = gate;
  if (mode === 'off') {
    logDecision({ action, decision: 'off', mode, build: build.hash, milliseconds: 0 });
    return;
  }
  const started = performance.now();
  const now = new Date();
  let logged: AnyDecision = deny('policy_unavailable');
  let flow: string | undefined;
  let resend: string | undefined;
  let error: string | undefined;
  try {
    const facts = gate.read();
    if (facts === null) throw new TypeError('nothing to decide about');
    flow = gate.flowOf(facts);
    const decision = gate.decide(facts, now);
    if (mode === 'enforce') {
      gate.apply(decision, facts);
      resend = await gate.afterwards?.(decision, facts, now).catch(() => 'failed');
    }
    logged = decision;
  } catch (thrown) {
    error = errorClass(thrown);
    if (mode === 'enforce') tryTo(() => gate.denyUnavailable());
  }
  logDecision({
    action,
    decision: logged.kind,
    reason: reasonOf(logged),
    mode,
    document: logged.document,
    flow,
    resend,
    error,
    build: build.hash,
    milliseconds: performance.now() - started,
  });
}

/** The name of an error's class, where it looks like one: an error's message may hold anything. */
export function errorClass(thrown: unknown): string {
  try {
    const name = thrown instanceof Error ? thrown.name : '';
    return /^[A-Za-z]{1,32}$/.test(name) ? name : 'Error';
  } catch {
    return 'Error';
  }
}

function reasonOf(decision: AnyDecision): string {
  if (decision.kind === 'deny') return decision.reason;
  return decision.kind === 'allow' ? decision.because : 'terms_required';
}

function tryTo(action: () => void): void {
  try {
    action();
  } catch {
    // Nothing is left to try.
  }
}
