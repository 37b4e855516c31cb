import type { SignupFacts } from '../../../actions/policy/facts';
import type { Policy } from '../../../actions/policy/policy';
import { blockedDomains, screenSignup } from '../../../actions/policy/signup';

const NOBODY: SignupFacts = {
  flow: 'signup',
  delegated: false,
  clientId: undefined,
  connection: { name: undefined, strategy: undefined },
  organization: { id: undefined, name: undefined },
  country: undefined,
  email: undefined,
  names: [],
  interactive: false,
  passwordless: false,
  locales: [],
  fields: {},
};

/** Whether sign-up would take these names and this address: nobody gets later what they could not get then. */
export function wouldSignUp(
  { signup }: Policy,
  person: Partial<Pick<SignupFacts, 'names' | 'email'>>,
  now: Date,
): boolean {
  if (signup.mode !== 'enforce') return true;
  // Loaded at the first change: the server itself does without the build.
  const { disposableDomains } = require('../../bundle') as typeof import('../../bundle');
  const domains = blockedDomains(signup, disposableDomains());
  return screenSignup({ ...NOBODY, ...person }, signup, domains, now.getTime()).kind === 'allow';
}
