import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';
import { buildId } from '../platform/apply';
import { readProfile } from '../platform/facts';
import { errorClass, type LogEntry, startLog } from '../platform/log';
import { decideClaims } from '../policy/claims';
import { plainCopy } from '../policy/objects';
import type { BuildIdentity, PolicySlices } from '../policy/policy';

declare const POLICY: PolicySlices['enrich-profile'];
declare const BUILD: BuildIdentity;

/** Fails open: a login goes on without the claims that could not be made. */
export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  const { mode } = POLICY.profile;
  const log = startLog('enrich-profile', mode, BUILD);
  if (mode === 'off') return log({ decision: 'off' });
  const entry: LogEntry = { decision: 'skip' };
  try {
    const facts = readProfile(plainCopy(event) ?? {}, api);
    const { idToken, accessToken } = decideClaims(facts, POLICY, buildId(BUILD), Date.now());
    if (mode === 'enforce') {
      for (const [name, value] of Object.entries(idToken)) api.idToken.setCustomClaim(name, value);
      for (const [name, value] of Object.entries(accessToken)) api.accessToken.setCustomClaim(name, value);
    }
    entry.decision = 'enrich';
  } catch (thrown) {
    entry.error = errorClass(thrown);
  }
  log(entry);
};
