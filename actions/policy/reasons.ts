import type { ReasonCode } from './decision';
import type { PolicySlices } from './policy';

/** The reasons that each Action may give: it carries the messages for these and for no others. */
export const ACTION_REASONS: Readonly<Record<keyof PolicySlices, readonly ReasonCode[]>> = {
  'screen-signup': ['email_domain_blocked', 'name_rejected', 'age_restricted', 'policy_unavailable'],
  'require-signup-terms': ['terms_required', 'terms_changed', 'policy_unavailable'],
  'require-verified-email': ['email_unverified', 'email_missing', 'policy_unavailable'],
  'require-terms': ['terms_required', 'terms_changed', 'terms_declined', 'policy_unavailable'],
  'enrich-profile': [],
};
