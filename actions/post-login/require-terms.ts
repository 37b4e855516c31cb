import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';
import { readAnswer } from '../platform/answer';
import { applyTerms, denyLogin } from '../platform/apply';
import { readLocales, readLogin } from '../platform/facts';
import { type Gate, runGate } from '../platform/gate';
import type { TermsDecision } from '../policy/decision';
import type { LoginFacts } from '../policy/facts';
import type { BuildIdentity, PolicySlices } from '../policy/policy';
import { decideAnswer, decideTerms } from '../policy/terms';

declare const POLICY: PolicySlices['require-terms'];
declare const BUILD: BuildIdentity;

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  await runGate(gate(event, api, (facts, now) => decideTerms(facts, POLICY, now)));
};

export const onContinuePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  await runGate(
    gate(event, api, (facts, now) =>
      decideAnswer(facts, readAnswer(event, api, POLICY.terms.prompt), POLICY, now),
    ),
  );
};

type TermsGate = Gate<LoginFacts, TermsDecision>;

function gate(event: Event, api: PostLoginAPI, decide: TermsGate['decide']): TermsGate {
  return {
    action: 'require-terms',
    mode: POLICY.terms.mode,
    build: BUILD,
    read: () => readLogin(event, api),
    flowOf: (facts) => (facts.delegated ? 'delegated' : facts.flow),
    decide,
    apply: (decision, facts) => applyTerms(decision, { ...facts, event, api, build: BUILD }, POLICY),
    denyUnavailable: () => denyLogin(api, 'policy_unavailable', readLocales(event), POLICY),
  };
}
