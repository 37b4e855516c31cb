import type { Mode, Policy, PolicyDocument } from '../../../actions/policy/policy';
import { requiredNow } from './explain-stamp';

/** One rule of the policy in plain sentences. */
export interface RuleInWords {
  title: string;
  mode: Mode;
  sentences: string[];
}

/** The policy as legal and support read it. */
export function policyInWords(policy: Policy, now: Date): RuleInWords[] {
  return [emailRule(policy), termsRule(policy, now), signupRule(policy), profileRule(policy)];
}

const TRUST = {
  flag: 'its own word on the address counts',
  always: 'its addresses are always taken as verified',
  never: 'its word on an address is not believed',
  exempt: 'it needs no address',
};

function emailRule({ email }: Policy): RuleInWords {
  const trust = (word: string, entries: Record<string, string>) =>
    Object.keys(entries).filter((name) => entries[name] === word);
  const [never, always, exempt] = (['never', 'always', 'exempt'] as const).map((word) =>
    trust(word, email.trust.strategies).join(', '),
  );
  return {
    title: 'Verified email',
    mode: email.mode,
    sentences: [
      'A login needs an email address that is known to be the user’s.',
      email.graceSeconds === 0
        ? 'There is no grace: it has to be confirmed before the first login.'
        : `A new user may log in for ${duration(email.graceSeconds)} before it has to be confirmed.`,
      email.missing === 'deny'
        ? 'A user without an address is denied, unless the connection is exempt.'
        : 'A user without an address may log in.',
      ...(never ? [`What these identity providers say of an address is not believed: ${never}.`] : []),
      ...(always ? [`Addresses of these are always taken as verified: ${always}.`] : []),
      ...(exempt ? [`These need no address: ${exempt}.`] : []),
      ...Object.entries(email.trust.connections).map(
        ([name, word]) => `The connection ${name} has its own rule: ${TRUST[word]}.`,
      ),
      email.resend === null
        ? 'A denied login does not send the verification email again.'
        : `A denied login sends the verification email again, at most every ${email.resend.everyMinutes} minutes and ${email.resend.perDay} times a day.`,
    ],
  };
}

function termsRule({ terms }: Policy, now: Date): RuleInWords {
  return {
    title: 'Terms',
    mode: terms.mode,
    sentences: [
      ...terms.documents.map((document) => documentSentence(document, now)),
      terms.prompt.kind === 'form'
        ? `Who has not accepted is asked on the form “${terms.prompt.form}”.`
        : `Who has not accepted is asked at ${new URL(terms.prompt.url).origin}.`,
      terms.nonInteractive === 'deny'
        ? 'Where nobody can be asked (refresh tokens, password grant), the login is denied.'
        : 'Where nobody can be asked, the login goes on and the token says “pending”.',
      terms.legacy.createdBefore === null || terms.legacy.graceUntil === null
        ? 'Users from before the roll-out have no grace of their own.'
        : `Users created before ${day(terms.legacy.createdBefore)} may skip until ${day(terms.legacy.graceUntil)}.`,
      ...(terms.rollout.percent < 100 ? [`The rule reaches ${terms.rollout.percent} % of the users.`] : []),
      ...(terms.exemptClients.length > 0 ? [`Exempt applications: ${terms.exemptClients.join(', ')}.`] : []),
    ],
  };
}

function documentSentence(document: PolicyDocument, now: Date): string {
  const required = requiredNow(document, now);
  const what = {
    contract: 'has to be accepted',
    notice: 'has to be acknowledged',
    consent: 'may be consented to',
  };
  if (!required) return `“${document.id}” is a ${document.kind}; none of its versions is in force yet.`;
  const grace =
    required.graceUntil === null
      ? ''
      : `; who accepted an older one may wait until ${day(required.graceUntil)}`;
  return `“${document.id}” is a ${document.kind}: version ${required.label}, in force since ${day(required.effective)}, ${what[document.kind]}${grace}.${scope(document)}`;
}

/** Whom a document is for, where that is not everybody. */
function scope({ appliesTo, kind, signupField }: PolicyDocument): string {
  const parts = Object.entries(appliesTo)
    .filter(([, names]) => !names.includes('*'))
    .map(([what, names]) => `${what} ${names.join(', ')}`);
  const only = parts.length === 0 ? '' : ` Only for ${parts.join('; ')}.`;
  // A consent alone never holds anybody up.
  const atLogin =
    kind === 'consent' ? 'The form for other documents offers it.' : 'The first login asks for it.';
  return `${only} ${signupField === null ? atLogin : 'Sign-up asks for it.'}`;
}

function signupRule({ signup }: Policy): RuleInWords {
  return {
    title: 'Sign-up',
    mode: signup.mode,
    sentences: [
      signup.blockDisposable ? 'Disposable mail domains are refused.' : 'Disposable mail domains are let in.',
      signup.blockedDomains.length === 0
        ? 'No other mail domain is blocked.'
        : `Blocked mail domains, with their subdomains: ${signup.blockedDomains.join(', ')}.`,
      signup.rejectLinksInNames ? 'Names with links or markup are refused.' : 'Names are not screened.',
      signup.minimumAge === null
        ? 'Nobody is asked for an age.'
        : `The minimum age is ${signup.minimumAge.default}${byCountry(signup.minimumAge.byCountry)}; only the band is stored.`,
      'Social and enterprise users never pass the sign-up rules.',
    ],
  };
}

function byCountry(ages: Readonly<Record<string, number>>): string {
  const entries = Object.entries(ages).map(([country, age]) => `${age} in ${country}`);
  return entries.length === 0 ? '' : ` (${entries.join(', ')})`;
}

function profileRule({ profile, claims }: Policy): RuleInWords {
  return {
    title: 'Profile',
    mode: profile.mode,
    sentences: [
      `Claims that are cleaned in tokens: ${list(profile.claims)}.`,
      `Preferences that apps see: ${list(profile.preferences)}.`,
      `Links to other systems that apps see: ${list(profile.links)}.`,
      `The status stands in ${claims.namespace}/status, ${where(claims)}.`,
    ],
  };
}

function where({ idToken, accessTokenAudiences }: Policy['claims']): string {
  const tokens = [
    ...(idToken ? ['the ID token'] : []),
    ...(accessTokenAudiences.length > 0 ? [`access tokens for ${accessTokenAudiences.join(', ')}`] : []),
  ];
  return tokens.length === 0 ? 'in no token' : `in ${tokens.join(' and ')}`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? 'none' : items.join(', ');
}

function day(time: string): string {
  return time.slice(0, 10);
}

function duration(seconds: number): string {
  const units = [
    [86_400, 'days'],
    [3_600, 'hours'],
    [60, 'minutes'],
  ] as const;
  const unit = units.find(([size]) => seconds % size === 0 && seconds >= size);
  return unit ? `${seconds / unit[0]} ${unit[1]}` : `${seconds} seconds`;
}
