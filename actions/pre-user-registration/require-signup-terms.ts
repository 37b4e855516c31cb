import type { Event, PreUserRegistrationAPI } from '@auth0/actions/pre-user-registration/v2';
import { refuseSignup, writeMetadata } from '../platform/apply';
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
  await runGate('require-signup-terms', POLICY.terms.mode, BUILD, event, {
    read: readSignup,
    decide: (facts, _event, now) => decideSignupTerms(facts, POLICY, now),
    apply: async (decision, event) => {
      if (decision.kind === 'deny') refuseSignup(api, decision, event, POLICY);
      else writeMetadata(api, decision.writes, {}, BUILD);
    },
  });
};
