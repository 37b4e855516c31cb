import type { ReasonCode } from '../../../actions/policy/decision';

export interface Guidance {
  /** What happened, for the person. */
  meaning: string;
  /** What the app does about it. */
  advice: string;
  /** What the app offers to do next, and what stands on the button. */
  next: 'log-in' | 'sign-up' | 'other-account' | 'none';
  button: string;
}

/** What an app should do with each reason code that it finds at the start of `error_description`. */
export const REASON_GUIDANCE: Readonly<Record<ReasonCode, Guidance>> = {
  email_unverified: {
    meaning: 'The email address has not been confirmed yet.',
    advice:
      'Say that a link was sent and where to look for it, and offer to go on once it was clicked. The session at the tenant lives on, so going on needs no password.',
    next: 'log-in',
    button: 'I have opened the link',
  },
  email_missing: {
    meaning: 'The account has no email address, and this app needs one.',
    advice: 'Offer another way to log in, or tell the person whom to ask. Trying again does not help.',
    next: 'other-account',
    button: 'Use another account',
  },
  email_domain_blocked: {
    meaning: 'This email address cannot be used to sign up.',
    advice: 'The sign-up page has shown the message already. Offer to sign up with another address.',
    next: 'sign-up',
    button: 'Sign up with another address',
  },
  terms_required: {
    meaning: 'The current terms have not been accepted.',
    advice:
      'After a silent login or a refresh: start a login with a page, where the terms can be read and accepted. After a login with a page: explain, and let the person try again.',
    next: 'log-in',
    button: 'Read and accept',
  },
  terms_changed: {
    meaning: 'The terms changed while the page was open.',
    advice: 'Start the login again: it shows the newest text.',
    next: 'log-in',
    button: 'See the newest text',
  },
  terms_declined: {
    meaning: 'The terms were declined.',
    advice:
      'Respect it: no loop back to the question. Offer to come back later, and keep the ways open to export the data and to delete the account.',
    next: 'log-in',
    button: 'Read the terms again',
  },
  age_restricted: {
    meaning: 'The person is below the minimum age.',
    advice: 'Explain it without offering another try.',
    next: 'none',
    button: '',
  },
  name_rejected: {
    meaning: 'A name holds a link or markup.',
    advice: 'The sign-up page has shown the message already. Offer to sign up with the plain name.',
    next: 'sign-up',
    button: 'Sign up again',
  },
  policy_unavailable: {
    meaning: 'The rules could not be applied, so nobody was let in.',
    advice: 'Offer to try again later, and raise an alarm: this is a fault on the side of the service.',
    next: 'log-in',
    button: 'Try again',
  },
};

/** The protocol's own answers to a silent login. */
export const PROTOCOL_GUIDANCE: Readonly<Record<string, Guidance>> = {
  login_required: {
    meaning: 'There is no session at the tenant.',
    advice: 'This is the normal answer for a visitor. Show the log-in button.',
    next: 'log-in',
    button: 'Log in',
  },
  interaction_required: {
    meaning: 'The tenant has to show a page, for example the new terms.',
    advice: 'Start a login with a page at the next convenient moment.',
    next: 'log-in',
    button: 'Go on',
  },
  consent_required: {
    meaning: 'The tenant has to ask for consent to the requested scopes.',
    advice: 'Start a login with a page.',
    next: 'log-in',
    button: 'Go on',
  },
  unauthorized: {
    meaning: 'The account is blocked.',
    advice: 'Tell the person whom to ask. Trying again does not help.',
    next: 'other-account',
    button: 'Use another account',
  },
};

/** An `error_description` of gatehouse: one of the codes, a colon, and the message for the person. */
export function readDescription(description: string): { code: ReasonCode | undefined; message: string } {
  const colon = description.indexOf(':');
  const code = description.slice(0, colon).trim();
  return colon > 0 && Object.hasOwn(REASON_GUIDANCE, code)
    ? { code: code as ReasonCode, message: description.slice(colon + 1).trim() }
    : { code: undefined, message: description };
}

/** Finds the guidance for an error as the SDK reports it; undefined for one that is not known. */
export function guidanceFor(
  error: string,
  description: string,
): { code: string; guidance: Guidance } | undefined {
  const { code } = readDescription(description);
  if (code !== undefined) return { code, guidance: REASON_GUIDANCE[code] };
  const guidance = Object.hasOwn(PROTOCOL_GUIDANCE, error) ? PROTOCOL_GUIDANCE[error] : undefined;
  return guidance && { code: error, guidance };
}
