import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';
import { denyLogin, writeMetadata } from '../platform/apply';
import { readLogin } from '../platform/facts';
import { runGate } from '../platform/gate';
import { readAnswer, showPage } from '../platform/terms-page';
import type { Answer } from '../policy/facts';
import type { Tree } from '../policy/objects';
import type { BuildIdentity, PolicySlices } from '../policy/policy';
import { decideTerms } from '../policy/terms';

declare const POLICY: PolicySlices['require-terms'];
declare const BUILD: BuildIdentity;

const policy = POLICY;

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  await requireTerms(event, api, () => undefined);
};

export const onContinuePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  await requireTerms(event, api, (event) => readAnswer(event, policy.terms.prompt, api));
};

function requireTerms(
  event: Event,
  api: PostLoginAPI,
  answerIn: (event: Tree) => Answer | null | undefined,
): Promise<void> {
  return runGate(event, {
    action: 'require-terms',
    mode: policy.terms.mode,
    build: BUILD,
    read: (event) => readLogin(event, api),
    decide: (facts, now, event) => decideTerms(facts, policy, now, answerIn(event)),
    apply: async (decision, { locales, appMetadata }, _now, event) => {
      if (decision.kind === 'allow') writeMetadata(api, decision.writes, appMetadata, BUILD);
      if (decision.kind === 'deny') denyLogin(api, decision.reason, locales, policy);
      if (decision.kind === 'prompt') showPage(decision, policy.terms.prompt, event, api);
      // Under `prompt=none` Auth0 turns a redirect into `error=interaction_required`, which SDKs recover from.
      if (decision.kind === 'interaction_required') api.redirect.sendUserTo(decision.url);
    },
    deny: (reason, locales) => denyLogin(api, reason, locales, policy),
  });
}
