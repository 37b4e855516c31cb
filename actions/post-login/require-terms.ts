import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';
import { askForInteraction, denyLogin, writeMetadata } from '../platform/apply';
import { readLogin } from '../platform/facts';
import { runGate } from '../platform/gate';
import { readAnswer, showPage } from '../platform/terms-page';
import type { Answer } from '../policy/facts';
import type { Tree } from '../policy/objects';
import type { BuildIdentity, PolicySlices } from '../policy/policy';
import { decideTerms } from '../policy/terms';

declare const POLICY: PolicySlices['require-terms'];
declare const BUILD: BuildIdentity;

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> =>
  requireTerms(event, api);

export const onContinuePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> =>
  requireTerms(event, api, (event) => readAnswer(event, POLICY.terms.prompt, api));

function requireTerms(
  event: Event,
  api: PostLoginAPI,
  answerIn?: (event: Tree) => Answer | null,
): Promise<void> {
  return runGate('require-terms', POLICY.terms.mode, BUILD, event, {
    read: (event) => readLogin(event, api),
    decide: (facts, event, now) => decideTerms(facts, POLICY, now, answerIn?.(event)),
    apply: async (decision, event) => {
      if (decision.kind === 'allow') writeMetadata(api, decision.writes, event, BUILD);
      if (decision.kind === 'deny') denyLogin(api, decision, event, POLICY);
      if (decision.kind === 'prompt') showPage(decision, POLICY.terms.prompt, event, api);
      if (decision.kind === 'interaction_required') askForInteraction(api, decision.url);
    },
  });
}
