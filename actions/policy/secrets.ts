import type { Policy, PolicySlices } from './policy';

/**
 * The machine-to-machine client that sends verification emails again: a client of its own, for the Management API of
 * the tenant, with `update:users` and nothing else.
 */
export const RESEND_SECRETS = {
  /** The tenant's canonical domain, e.g. `acme.eu.auth0.com`, not a custom one. */
  domain: 'RESEND_DOMAIN',
  clientId: 'RESEND_CLIENT_ID',
  clientSecret: 'RESEND_CLIENT_SECRET',
} as const;

/** The names of the secrets that an Action needs under this policy. */
export function secretsOf(action: keyof PolicySlices, policy: Policy): string[] {
  if (action === 'require-verified-email' && policy.email.mode !== 'off' && policy.email.resend !== null) {
    return Object.values(RESEND_SECRETS);
  }
  if (action === 'require-terms' && policy.terms.mode !== 'off' && policy.terms.prompt.kind === 'redirect') {
    return [policy.terms.prompt.secret];
  }
  return [];
}
