import type { Event, PreUserRegistrationAPI } from '@auth0/actions/pre-user-registration/v2';
import { applyToSignup, refuseSignup } from '../platform/apply';
import { readSignup } from '../platform/facts';
import { runGate } from '../platform/gate';
import type { BuildIdentity, PolicySlices } from '../policy/policy';
import { decideSignupTerms } from '../policy/signup-terms';

declare const POLICY: PolicySlices['require-signup-terms'];
declare const BUILD: BuildIdentity;

export const onExecutePreUserRegistration = async (
  event: Event,
  api: PreUserRegistrationAPI,
): Promise<void> => {
  await runGate(event, {
    action: 'require-signup-terms',
    mode: POLICY.terms.mode,
    build: BUILD,
    read: readSignup,
    decide: (facts, now) => decideSignupTerms(facts, POLICY, now),
    apply: async (decision, { locales }) => applyToSignup(decision, api, BUILD, locales, POLICY),
    deny: (reason, locales) => refuseSignup(api, reason, locales, POLICY),
  });
};
