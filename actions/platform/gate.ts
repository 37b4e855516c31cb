import { type Allow, type Deny, deny, type InteractionRequired, type Prompt } from '../policy/decision';
import { plainCopy, type Tree, textOf } from '../policy/objects';
import type { BuildIdentity, Mode } from '../policy/policy';
import { errorClass, type LogLine, log } from './log';

/** One Action that lets people through or does not. */
export interface Gate<Facts, Decision> {
  /** Throws for an event about which nothing can be decided. */
  read(event: Tree): Facts;
  decide(facts: Facts, event: Tree, now: number): Decision;
  /**
   * Called only where the rule is enforced. Without facts it denies: nothing can be decided, or a decision could not
   * be applied. May tell what became of the verification email.
   */
  apply(decision: Decision | Deny, event: Tree, now: number, facts?: Facts): Promise<unknown>;
}

/**
 * Reads, decides, applies, and logs one line. Fails closed and never throws: an error that left an Action would be
 * shown to the person. In report mode nothing is applied.
 */
export async function runGate<
  Facts extends { flow: string; delegated: boolean },
  Decision extends Allow | Deny | Prompt | InteractionRequired,
>(
  action: string,
  mode: Mode,
  build: BuildIdentity,
  source: unknown,
  gate: Gate<Facts, Decision>,
): Promise<void> {
  const started = performance.now();
  if (mode === 'off') return log({ a: action, d: mode, m: mode }, build, started);
  const now = Date.now();
  const line: LogLine = { a: action, d: 'deny', r: 'policy_unavailable', m: mode };
  let event: Tree = {};
  try {
    event = plainCopy(source) ?? {};
    const facts = gate.read(event);
    const decision = gate.decide(facts, event, now);
    const s = mode === 'enforce' && (await gate.apply(decision, event, now, facts));
    const { kind: d, reason: r, document } = decision;
    const f = facts.delegated ? 'delegated' : facts.flow;
    Object.assign(line, { d, r, doc: document?.id, q: document?.sequence, f, s: textOf(s) });
  } catch (thrown) {
    line.e = errorClass(thrown);
    if (mode === 'enforce') await gate.apply(deny('policy_unavailable'), event, now);
  }
  log(line, build, started);
}
