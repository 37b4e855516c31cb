import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';
import { buildId, setClaims } from '../platform/apply';
import { readProfile } from '../platform/facts';
import { errorClass } from '../platform/gate';
import { logDecision } from '../platform/log';
import { decideClaims } from '../policy/claims';
import type { BuildIdentity, PolicySlices } from '../policy/policy';

declare const POLICY: PolicySlices['enrich-profile'];
declare const BUILD: BuildIdentity;

/** Fails open: a login goes on without the claims that could not be made. */
export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  const started = performance.now();
  const { mode } = POLICY.profile;
  let decision = mode === 'off' ? 'off' : 'enrich';
  let error: string | undefined;
  try {
    const facts = mode === 'off' ? null : readProfile(event, api);
    if (facts === null) decision = mode === 'off' ? 'off' : 'skip';
    else {
      const claims = decideClaims(facts, POLICY, buildId(BUILD), new Date());
      if (mode === 'enforce') setClaims(api, claims);
    }
  } catch (thrown) {
    decision = 'skip';
    error = errorClass(thrown);
  }
  const milliseconds = performance.now() - started;
  logDecision({ action: 'enrich-profile', decision, mode, error, build: BUILD.hash, milliseconds });
};
