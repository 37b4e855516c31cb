import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';
import { applyToLogin, denyLogin, writeMetadata } from '../platform/apply';
import { readLocales, readLogin } from '../platform/facts';
import { runGate } from '../platform/gate';
import { resendVerificationEmail } from '../platform/verification-email';
import { decideEmail } from '../policy/email';
import type { BuildIdentity, PolicySlices } from '../policy/policy';
import { decideResend } from '../policy/resend';

declare const POLICY: PolicySlices['require-verified-email'];
declare const BUILD: BuildIdentity;

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  await runGate({
    action: 'require-verified-email',
    mode: POLICY.email.mode,
    build: BUILD,
    read: () => readLogin(event, api),
    flowOf: (facts) => (facts.delegated ? 'delegated' : facts.flow),
    decide: (facts, now) => decideEmail(facts, POLICY.email, now),
    apply: (decision, facts) => applyToLogin(decision, { ...facts, event, api, build: BUILD }, POLICY),
    denyUnavailable: () => denyLogin(api, 'policy_unavailable', readLocales(event), POLICY),
    afterwards: async (decision, facts, now) => {
      if (decision.kind !== 'deny' || decision.reason !== 'email_unverified') return undefined;
      const throttle = decideResend(facts, POLICY.email, now);
      if (throttle === null) return undefined;
      // The stamp first: it survives the denial, and without it every attempt would send a mail.
      writeMetadata(api, [throttle], facts.stamps, BUILD);
      return resendVerificationEmail(event, api, {
        userId: facts.userId,
        clientId: facts.clientId,
        organizationId: facts.organization?.id ?? null,
      });
    },
  });
};
