import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';
import { denyLogin, writeMetadata } from '../platform/apply';
import { readEmail } from '../platform/facts';
import { runGate } from '../platform/gate';
import { resendVerificationEmail } from '../platform/verification-email';
import { decideEmail } from '../policy/email';
import type { BuildIdentity, PolicySlices } from '../policy/policy';
import { decideResend } from '../policy/resend';

declare const POLICY: PolicySlices['require-verified-email'];
declare const BUILD: BuildIdentity;

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  await runGate('require-verified-email', POLICY.email.mode, BUILD, event, {
    read: (event) => readEmail(event, api),
    decide: (facts, _event, now) => decideEmail(facts, POLICY.email, now),
    apply: async (decision, event, now, facts) => {
      if (decision.kind === 'allow') return undefined;
      denyLogin(api, decision, event, POLICY);
      if (decision.reason !== 'email_unverified' || !facts) return undefined;
      const throttle = decideResend(facts, POLICY.email, now);
      if (!throttle) return undefined;
      const stamp = () => writeMetadata(api, [throttle], event, BUILD);
      return resendVerificationEmail(facts, event, api, stamp);
    },
  });
};
