import { allow, deny, type MetadataWrite, type SignupDecision } from './decision';
import { shownVersion } from './documents';
import type { SignupFacts } from './facts';
import { appliesTo, matchesList } from './matching';
import { own } from './objects';
import type { Policy, PolicyDocument } from './policy';
import { recordStamp } from './stamp';
import { entryFor, shownAtSignup } from './terms';

/**
 * Whether the boxes of the sign-up page are ticked with labels that are acceptable now, and what is stamped for them.
 * Who signs up without that page (Management API, Dashboard, invitation) or without a password is asked at the first
 * login; so is whatever is limited to organizations, which are not known here. Roll-out and legacy do not apply.
 */
export function decideSignupTerms(
  facts: SignupFacts,
  policy: Pick<Policy, 'terms' | 'defaultLocale'>,
  now: Date,
): SignupDecision {
  const { terms } = policy;
  if (!facts.interactive || facts.passwordless) return allow('pending');
  if (matchesList(terms.exemptClients, facts.clientId)) return allow('exempt');
  const writes: (MetadataWrite | null)[] = [];
  for (const document of terms.documents) {
    if (!isAskedAtSignup(document, facts)) continue;
    const current = shownVersion(document, now);
    if (current === null) continue;
    const shown = shownAtSignup(document, facts.fields, facts.locales, policy, now);
    if (shown !== null) {
      const act = { state: 'accepted', method: 'signup', surface: terms.signupSurface ?? 'signup' } as const;
      const entry = entryFor(shown, act, { ...facts, organization: null, emailVerified: false }, now);
      writes.push(recordStamp({}, document.id, entry));
    } else if (document.kind !== 'consent') {
      const value = document.signupField && own(facts.fields, document.signupField);
      const isOldLabel = document.versions.some((version) => version.label === value);
      const reason = isOldLabel ? 'terms_changed' : 'terms_required';
      return deny(reason, { id: document.id, sequence: current.sequence });
    }
  }
  return allow(
    'accepted',
    writes.filter((write) => write !== null),
  );
}

function isAskedAtSignup(document: PolicyDocument, facts: SignupFacts): boolean {
  const everywhere = document.appliesTo.organizations.includes('*');
  return document.signupField !== null && everywhere && appliesTo(document, { ...facts, organization: null });
}
