import { type Allow, allow, type Deny, deny } from './decision';
import { asciiDomain, domainOf, withParents } from './domain';
import type { SignupFacts } from './facts';
import { entryOf } from './objects';
import type { SignupPolicy } from './policy';
import { METADATA_PREFIX } from './stamp';
import { isoTime } from './time';

const LINK_OR_MARKUP = ['://', 'www.', '<', '>', '{{', '{%'];
const FORMAT_CHARACTERS = /\p{Cf}/gu;
const CONTROL_CHARACTERS = /\p{Cc}/u;
const YEAR = /^\d{4}$/;
const OLDEST_AGE = 130;

/** Which domains nobody may sign up with; the disposable ones are many, hence a set made once. */
export interface BlockedDomains {
  blocked: ReadonlySet<string>;
  disposable: ReadonlySet<string>;
}

/**
 * The policy's lists as sets, domains in the form in which they are compared.
 * @param disposable top-level domain → names below it, separated by spaces
 */
export function blockedDomains(
  policy: SignupPolicy,
  disposable: Readonly<Record<string, string>>,
): BlockedDomains {
  const blocked = policy.blockedDomains.map((domain) => asciiDomain(domain) ?? domain);
  const listed = Object.entries(policy.blockDisposable ? disposable : {}).flatMap(([top, names]) =>
    names.split(' ').map((name) => `${name}.${top}`),
  );
  return { blocked: new Set(blocked), disposable: new Set(listed) };
}

/**
 * Whether this address, this name and this age may sign up. An account created without a sign-up page is not asked for
 * an age, nor is a passwordless one, whose fields are not there yet.
 */
export function screenSignup(
  facts: SignupFacts,
  policy: SignupPolicy,
  domains: BlockedDomains,
  now: number,
): Allow | Deny {
  if (facts.email !== undefined) {
    const domain = domainOf(facts.email);
    if (domain === null) return deny('email_domain_blocked');
    const blocked = withParents(domain).some(
      (candidate) => domains.blocked.has(candidate) || domains.disposable.has(candidate),
    );
    if (blocked) return deny('email_domain_blocked');
  }
  if (policy.rejectLinksInNames && facts.names.some((name) => isSuspiciousName(name, facts.email))) {
    return deny('name_rejected');
  }
  if (policy.minimumAge === null || !facts.interactive || facts.passwordless) return allow('satisfied');

  const minimum = minimumAgeIn(facts.country, policy.minimumAge);
  const year = entryOf(facts.fields, policy.minimumAge.field);
  if (!isOldEnough(year, minimum, now)) return deny('age_restricted');
  const value = {
    band: `${minimum}+`,
    at: isoTime(now),
    method: 'signup',
    ...(facts.country && { country: facts.country }),
  };
  return allow('accepted', undefined, [{ key: `${METADATA_PREFIX}age`, value, evidence: true }]);
}

/** Auth0 fills name and nickname with the address or its local part: those are screened as an address. */
function isSuspiciousName(name: unknown, email: unknown): boolean {
  if (name === undefined || name === null) return false;
  if (typeof name !== 'string') return true;
  const text = name.normalize('NFKC').replace(FORMAT_CHARACTERS, '').toLowerCase();
  if (typeof email === 'string') {
    const address = email.toLowerCase();
    const plain = name.toLowerCase();
    if (plain === address || plain === address.split('@')[0]) return false;
  }
  return CONTROL_CHARACTERS.test(name) || LINK_OR_MARKUP.some((marker) => text.includes(marker));
}

function minimumAgeIn(country: string | undefined, rule: NonNullable<SignupPolicy['minimumAge']>): number {
  return entryOf(rule.byCountry, country ?? '') ?? rule.default;
}

/** A year alone leaves two ages: only the lower one is certain. */
function isOldEnough(year: unknown, minimum: number, now: number): boolean {
  if (typeof year !== 'string' || !YEAR.test(year)) return false;
  const certainAge = new Date(now).getUTCFullYear() - Number(year) - 1;
  return certainAge >= minimum && certainAge <= OLDEST_AGE;
}
