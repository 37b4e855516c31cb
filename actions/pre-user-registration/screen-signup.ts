import type { Event, PreUserRegistrationAPI } from '@auth0/actions/pre-user-registration/v2';
import { refuseSignup, writeMetadata } from '../platform/apply';
import { readSignup } from '../platform/facts';
import { runGate } from '../platform/gate';
import type { BuildIdentity, PolicySlices } from '../policy/policy';
import { blockedDomains, screenSignup } from '../policy/signup';

declare const POLICY: PolicySlices['screen-signup'];
declare const BUILD: BuildIdentity;

/** Made once per instance: the list is long. */
const DOMAINS = blockedDomains(POLICY.signup, POLICY.disposableDomains);

export const onExecutePreUserRegistration = async (
  event: Event,
  api: PreUserRegistrationAPI,
): Promise<void> => {
  await runGate('screen-signup', POLICY.signup.mode, BUILD, event, {
    read: readSignup,
    decide: (facts, _event, now) => screenSignup(facts, POLICY.signup, DOMAINS, now),
    apply: async (decision, event) => {
      if (decision.kind === 'deny') refuseSignup(api, decision, event, POLICY);
      else writeMetadata(api, decision.writes, {}, BUILD);
    },
  });
};
