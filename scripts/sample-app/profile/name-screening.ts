import type { SignupFacts } from '../../../actions/policy/facts';
import type { Policy } from '../../../actions/policy/policy';
import { screenSignup } from '../../../actions/policy/signup';

/** Nothing but names is screened here. */
const NO_DOMAINS = { blocked: new Set<string>(), disposable: new Set<string>() };
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

/** Whether sign-up would take these names: nobody gets later what they could not get then. */
export function acceptsNames({ signup }: Policy, names: string[], now: Date): boolean {
  if (signup.mode !== 'enforce') return true;
  return screenSignup({ ...NOBODY, names }, signup, NO_DOMAINS, now.getTime()).kind === 'allow';
}
