/** From a decision to calls of Auth0's api. Whoever calls these has made sure that the rule is enforced. */
import { randomUUID } from 'node:crypto';
import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';
import type { PreUserRegistrationAPI } from '@auth0/actions/pre-user-registration/v2';
import type { Claims } from '../policy/claims';
import type { Allow, Deny, MetadataWrite, Prompt, ReasonCode, TermsDecision } from '../policy/decision';
import { messageFor } from '../policy/message';
import { own } from '../policy/objects';
import type { BuildIdentity, Policy, TermsPrompt } from '../policy/policy';
import { withinBudget } from '../policy/stamp';

export const TOKEN_PARAMETER = 'session_token';
/** Says of a redirect's token what it was signed for. */
export const REDIRECT_PURPOSE = 'gatehouse-terms';
const LONGEST_REDIRECT_SECONDS = 300;
/** `api.validation.error` throws for a longer one (docs page …/pre-user-registration-api-object). */
const LONGEST_VALIDATION_MESSAGE = 100;

type MessagePolicy = Pick<Policy, 'messages' | 'defaultLocale'>;

/** What the app sees: the code, a colon, and the message in the person's language. */
export function denyLogin(
  api: PostLoginAPI,
  reason: ReasonCode,
  locales: readonly string[],
  policy: MessagePolicy,
): void {
  const message = messageFor(reason, locales, policy);
  api.access.deny(message === '' ? reason : `${reason}: ${message}`);
}

/** Shown on the sign-up page. The code stays bare: callers of the sign-up endpoint see it. */
export function refuseSignup(
  api: PreUserRegistrationAPI,
  reason: ReasonCode,
  locales: readonly string[],
  policy: MessagePolicy,
): void {
  const message = [...messageFor(reason, locales, policy)].slice(0, LONGEST_VALIDATION_MESSAGE).join('');
  if (reason === 'policy_unavailable') api.access.deny(reason, message);
  else api.validation.error(reason, message === '' ? reason : message);
}

/** The login that a decision is applied to. */
export interface Login {
  event: Event;
  api: PostLoginAPI;
  locales: readonly string[];
  stamps: Record<string, unknown>;
  build: BuildIdentity;
}

export function applyToLogin(decision: Allow | Deny, login: Login, policy: MessagePolicy): void {
  if (decision.kind === 'deny') denyLogin(login.api, decision.reason, login.locales, policy);
  else writeMetadata(login.api, decision.writes, login.stamps, login.build);
}

export function applyTerms(
  decision: TermsDecision,
  login: Login,
  policy: MessagePolicy & Pick<Policy, 'terms'>,
): void {
  // Under `prompt=none` Auth0 turns a redirect into `error=interaction_required`, which SDKs recover from.
  if (decision.kind === 'interaction_required') login.api.redirect.sendUserTo(decision.url);
  else if (decision.kind === 'prompt') prompt(decision, login, policy.terms.prompt);
  else applyToLogin(decision, login, policy);
}

export function applyToSignup(
  decision: Allow | Deny,
  signup: { api: PreUserRegistrationAPI; locales: readonly string[]; build: BuildIdentity },
  policy: MessagePolicy,
): void {
  if (decision.kind === 'deny') refuseSignup(signup.api, decision.reason, signup.locales, policy);
  else writeMetadata(signup.api, decision.writes, {}, signup.build);
}

/** Writes root keys of app_metadata; evidence gets its receipt and the build that wrote it. */
export function writeMetadata(
  api: { user: { setAppMetadata(name: string, value: unknown): unknown } },
  writes: readonly MetadataWrite[],
  stored: Record<string, unknown>,
  build: BuildIdentity,
): void {
  const complete = writes.map((write) =>
    write.evidence ? { ...write, value: signed(write.value, build) } : write,
  );
  for (const { key, value } of withinBudget(stored, complete)) api.user.setAppMetadata(key, value);
}

export function setClaims(api: PostLoginAPI, claims: Claims): void {
  for (const [name, value] of Object.entries(claims.idToken)) api.idToken.setCustomClaim(name, value);
  for (const [name, value] of Object.entries(claims.accessToken)) api.accessToken.setCustomClaim(name, value);
}

/** The build as stamps and claims name it, e.g. `1.0.0+9f3c2ab`. */
export function buildId(build: BuildIdentity): string {
  return `${build.version}+${build.hash}`;
}

function signed(value: Record<string, unknown>, build: BuildIdentity): Record<string, unknown> {
  return { ...value, receipt: randomUUID(), build: buildId(build) };
}

function prompt(decision: Prompt, { event, api }: Login, by: TermsPrompt): void {
  const content = { fields: decision.fields, vars: { documents: decision.documents } };
  if (by.kind === 'form') {
    if (by.formId === '') throw new Error('no form');
    api.prompt.render(by.formId, content);
    return;
  }
  const secret = own(event, 'secrets', by.secret);
  if (typeof secret !== 'string' || secret === '') throw new Error('no secret');
  const token = api.redirect.encodeToken({
    secret,
    expiresInSeconds: Math.min(by.ttlSeconds, LONGEST_REDIRECT_SECONDS),
    // Auth0 adds the person's IP address, and lets the payload override it: the token is signed, not encrypted.
    payload: { ...content, purpose: REDIRECT_PURPOSE, ip: '' },
  });
  api.redirect.sendUserTo(by.url, { query: { [TOKEN_PARAMETER]: token } });
}
