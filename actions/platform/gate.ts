import type { Allow, Deny, InteractionRequired, Prompt, ReasonCode } from '../policy/decision';
import { plainCopy, type Tree, textOf } from '../policy/objects';
import type { BuildIdentity, Mode } from '../policy/policy';
import { readLocales } from './facts';
import { errorClass, type LogEntry, startLog } from './log';

/** One Action that lets people through or does not. */
export interface Gate<Facts, Decision> {
  action: string;
  mode: Mode;
  build: BuildIdentity;
  /** Null for an event about which nothing can be decided. */
  read(event: Tree): Facts | null;
  decide(facts: Facts, now: number, event: Tree): Decision;
  /** Called only where the rule is enforced. May tell what became of the verification email. */
  apply(decision: Decision, facts: Facts, now: number, event: Tree): Promise<unknown>;
  /** Called where nothing can be decided, or a decision cannot be applied. */
  deny(reason: ReasonCode, locales: readonly string[]): void;
}

/**
 * Reads, decides, applies, and logs one line. Fails closed and never throws: an error that left an Action would be
 * shown to the person. In report mode nothing is applied.
 */
export async function runGate<
  Facts extends { flow: string; delegated: boolean },
  Decision extends Allow | Deny | Prompt | InteractionRequired,
>(source: unknown, gate: Gate<Facts, Decision>): Promise<void> {
  const log = startLog(gate.action, gate.mode, gate.build);
  if (gate.mode === 'off') return log({ decision: 'off' });
  const now = Date.now();
  const event = plainCopy(source) ?? {};
  const entry: LogEntry = { decision: 'deny', reason: 'policy_unavailable' };
  try {
    const facts = gate.read(event);
    if (facts === null) throw new TypeError();
    entry.flow = facts.delegated ? 'delegated' : facts.flow;
    const decision = gate.decide(facts, now, event);
    if (gate.mode === 'enforce') {
      entry.resend = textOf(await gate.apply(decision, facts, now, event)) ?? undefined;
    }
    entry.decision = decision.kind;
    entry.document = decision.document;
    entry.reason = reasonOf(decision);
  } catch (thrown) {
    entry.error = errorClass(thrown);
    if (gate.mode === 'enforce') gate.deny('policy_unavailable', readLocales(event));
  }
  log(entry);
}

function reasonOf(decision: Allow | Deny | Prompt | InteractionRequired): string {
  if (decision.kind === 'deny') return decision.reason;
  return decision.kind === 'allow' ? decision.because : 'terms_required';
}
