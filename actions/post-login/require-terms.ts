import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';
import { denyLogin, writeMetadata } from '../platform/apply';
import { readLogin } from '../platform/facts';
import { type Gate, runGate } from '../platform/gate';
import { readAnswer, showPage } from '../platform/terms-page';
import type { TermsDecision } from '../policy/decision';
import type { LoginFacts } from '../policy/facts';
import type { BuildIdentity, PolicySlices } from '../policy/policy';
import { decideTerms } from '../policy/terms';

declare const POLICY: PolicySlices['require-terms'];
declare const BUILD: BuildIdentity;

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  await runGate(event, {
    ...gate(api),
    decide: (facts, now) => decideTerms(facts, POLICY, now),
  });
};

export const onContinuePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  await runGate(event, {
    ...gate(api),
    decide: (facts, now, event) =>
      decideTerms(facts, POLICY, now, readAnswer(event, POLICY.terms.prompt, api)),
  });
};

function gate(api: PostLoginAPI): Omit<Gate<LoginFacts, TermsDecision>, 'decide'> {
  return {
    action: 'require-terms',
    mode: POLICY.terms.mode,
    build: BUILD,
    read: (event) => readLogin(event, () => api.redirect.canRedirect()),
    apply: async (decision, { locales, appMetadata }, _now, { secrets }) => {
      if (decision.kind === 'allow') writeMetadata(api, decision.writes, appMetadata, BUILD);
      if (decision.kind === 'deny') denyLogin(api, decision.reason, locales, POLICY);
      if (decision.kind === 'prompt') showPage(decision, POLICY.terms.prompt, secrets, api);
      // Under `prompt=none` Auth0 turns a redirect into `error=interaction_required`, which SDKs recover from.
      if (decision.kind === 'interaction_required') api.redirect.sendUserTo(decision.url);
    },
    deny: (reason, locales) => denyLogin(api, reason, locales, POLICY),
  };
}
