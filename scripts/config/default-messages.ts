import { REASON_CODES, type ReasonCode } from '../../actions/policy/decision';
import { ACTION_REASONS } from '../../actions/policy/reasons';

export type CompleteMessages = Readonly<Record<string, Readonly<Record<ReasonCode, string>>>>;

/**
 * What people read where the policy says nothing else. At most 100 characters each: Auth0 refuses a longer
 * validation message (reference of `api.validation.error`).
 */
const BUILT_IN = {
  en: {
    email_unverified: 'Please confirm your email address first: open the link that we sent you.',
    email_missing: 'Your account has no email address. Please contact support.',
    email_domain_blocked: 'Please use another email address.',
    terms_required: 'Please accept the current terms to go on.',
    terms_changed: 'The terms have changed meanwhile. Please log in again to see them.',
    terms_declined: 'You did not accept the terms, so you cannot go on.',
    age_restricted: 'You are not old enough to create an account.',
    name_rejected: 'Please enter a name without links or special characters.',
    policy_unavailable: 'This is not possible at the moment. Please try again later.',
  },
  de: {
    email_unverified:
      'Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse über den Link, den wir gesendet haben.',
    email_missing: 'Ihr Konto hat keine E-Mail-Adresse. Bitte wenden Sie sich an den Support.',
    email_domain_blocked: 'Bitte verwenden Sie eine andere E-Mail-Adresse.',
    terms_required: 'Bitte akzeptieren Sie die aktuellen Bedingungen, um fortzufahren.',
    terms_changed: 'Die Bedingungen haben sich inzwischen geändert. Bitte melden Sie sich erneut an.',
    terms_declined: 'Ohne Zustimmung zu den Bedingungen können Sie nicht fortfahren.',
    age_restricted: 'Sie sind nicht alt genug, um ein Konto anzulegen.',
    name_rejected: 'Bitte geben Sie einen Namen ohne Links und Sonderzeichen ein.',
    policy_unavailable: 'Das ist im Moment nicht möglich. Bitte versuchen Sie es später noch einmal.',
  },
} satisfies CompleteMessages;

export const DEFAULT_MESSAGES: CompleteMessages = BUILT_IN;

/** On the sign-up page nobody has logged in yet, and the page has the current text on it. */
export const DEFAULT_SIGNUP_MESSAGES: CompleteMessages = {
  en: { ...BUILT_IN.en, terms_changed: 'The terms have changed meanwhile. Please accept the current ones.' },
  de: {
    ...BUILT_IN.de,
    terms_changed: 'Die Bedingungen haben sich inzwischen geändert. Bitte akzeptieren Sie die neue Fassung.',
  },
};

/** The codes that can appear as a validation message on the sign-up page. */
export const SIGNUP_CODES: readonly ReasonCode[] = REASON_CODES.filter((code) =>
  [...ACTION_REASONS['screen-signup'], ...ACTION_REASONS['require-signup-terms']].includes(code),
);

/** Auth0's limit of a validation message, in characters. */
export const VALIDATION_MESSAGE_LIMIT = 100;
