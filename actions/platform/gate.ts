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
  /** Throws for an event about which nothing can be decided. */
  read(event: Tree): Facts;
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
>(source: unknown, { action, mode, build, ...gate }: Gate<Facts, Decision>): Promise<void> {
  const log = startLog(action, mode, build);
  if (mode === 'off') return log({ decision: 'off' });
  const now = Date.now();
  const entry: LogEntry = { decision: 'deny', reason: 'policy_unavailable' };
  let event: Tree = {};
  try {
    event = plainCopy(source) ?? {};
    const facts = gate.read(event);
    entry.flow = facts.delegated ? 'delegated' : facts.flow;
    const decision = gate.decide(facts, now, event);
    if (mode === 'enforce') entry.resend = textOf(await gate.apply(decision, facts, now, event));
    const { kind, reason, document } = decision;
    Object.assign(entry, { decision: kind, reason, document });
  } catch (thrown) {
    entry.error = errorClass(thrown);
    if (mode === 'enforce') gate.deny('policy_unavailable', readLocales(event));
  }
  log(entry);
}
