/** The closed set of reason codes: the first word of what an app sees in `error_description`. */
export const REASON_CODES = [
  'email_unverified',
  'email_missing',
  'email_domain_blocked',
  'terms_required',
  'terms_changed',
  'terms_declined',
  'age_restricted',
  'name_rejected',
  'policy_unavailable',
] as const;

export type ReasonCode = (typeof REASON_CODES)[number];
