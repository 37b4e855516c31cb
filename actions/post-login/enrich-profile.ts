import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';
import { buildId, setClaims } from '../platform/apply';
import { readProfile } from '../platform/facts';
import { errorClass, type LogLine, log } from '../platform/log';
import { decideClaims } from '../policy/claims';
import { plainCopy } from '../policy/objects';
import type { BuildIdentity, PolicySlices } from '../policy/policy';

declare const POLICY: PolicySlices['enrich-profile'];
declare const BUILD: BuildIdentity;

/** Fails open: a login goes on without the claims that could not be made. */
export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  const started = performance.now();
  const { mode } = POLICY.profile;
  const line: LogLine = { a: 'enrich-profile', d: mode === 'off' ? 'off' : 'enrich', m: mode };
  try {
    if (mode !== 'off') {
      const facts = readProfile(plainCopy(event) ?? {}, api);
      const claims = decideClaims(facts, POLICY, buildId(BUILD), Date.now());
      if (mode === 'enforce') setClaims(api, claims);
    }
  } catch (thrown) {
    line.d = 'skip';
    line.e = errorClass(thrown);
  }
  log(line, BUILD, started);
};
