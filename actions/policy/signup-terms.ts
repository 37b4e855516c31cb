import { type Allow, allow, type Deny, deny } from './decision';
import { effectiveVersions, shownAtSignup } from './documents';
import type { SignupFacts } from './facts';
import { appliesTo, matchesList } from './matching';
import { entryOf } from './objects';
import type { PolicySlices } from './policy';
import { recordStamp, signupAct } from './stamp';

/**
 * Whether the boxes of the sign-up page are ticked with labels that are acceptable now, and what is stamped for them.
 * Who signs up without that page (Management API, Dashboard, invitation) or without a password is asked at the first
 * login; so is whatever is limited to organizations, which are not known here. Roll-out and legacy do not apply.
 */
export function decideSignupTerms(
  facts: SignupFacts,
  policy: Pick<PolicySlices['require-signup-terms'], 'terms' | 'defaultLocale'>,
  now: number,
): Allow | Deny {
  const { terms, defaultLocale } = policy;
  if (!facts.interactive || facts.passwordless) return allow('pending');
  if (matchesList(terms.exemptClients, facts.clientId)) return allow('exempt');
  const writes = [];
  for (const document of terms.documents) {
    const current = effectiveVersions(document, now).at(-1);
    const asked = document.signupField && matchesList(document.appliesTo?.organizations);
    if (!asked || current === undefined || !appliesTo(document, facts)) continue;
    const shown = shownAtSignup(document, facts, defaultLocale, now);
    if (shown) {
      writes.push(
        recordStamp(document.id, shown, signupAct(terms), { ...facts, emailVerified: false }, undefined, now),
      );
    } else if (document.kind !== 'consent') {
      const label: unknown = entryOf(facts.fields, document.signupField ?? '');
      const isKnown = document.versions.some((version) => version.label === label);
      const reason = isKnown ? 'terms_changed' : 'terms_required';
      return deny(reason, { id: document.id, sequence: current.sequence });
    }
  }
  return allow('accepted', undefined, writes);
}
