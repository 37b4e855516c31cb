import type { Event, PreUserRegistrationAPI } from '@auth0/actions/pre-user-registration/v2';
import { applyToSignup, refuseSignup } from '../platform/apply';
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
  await runGate(event, {
    action: 'screen-signup',
    mode: POLICY.signup.mode,
    build: BUILD,
    read: readSignup,
    decide: (facts, now) => screenSignup(facts, POLICY.signup, DOMAINS, now),
    apply: async (decision, { locales }) => applyToSignup(decision, api, BUILD, locales, POLICY),
    deny: (reason, locales) => refuseSignup(api, reason, locales, POLICY),
  });
};
