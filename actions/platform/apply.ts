/** From a decision to calls of Auth0's api. Whoever calls these has made sure that the rule is enforced. */
import { randomUUID } from 'node:crypto';
import type { PostLoginAPI } from '@auth0/actions/post-login/v3';
import type { PreUserRegistrationAPI } from '@auth0/actions/pre-user-registration/v2';
import type { Deny, MetadataWrite } from '../policy/decision';
import { messageFor } from '../policy/message';
import { plainCopy, type Tree, treeOf } from '../policy/objects';
import type { BuildIdentity, Policy } from '../policy/policy';
import { withinBudget } from '../policy/stamp';
import { readLocales } from './facts';

/** `api.validation.error` throws for a longer one (docs page actions/explore-triggers/pre-user-registration). */
const LONGEST_VALIDATION_MESSAGE = 100;

type MessagePolicy = Pick<Policy, 'messages' | 'defaultLocale'>;

/** What the app sees: the code, a colon, and the message in the person's language. */
export function denyLogin(api: PostLoginAPI, { reason }: Deny, event: Tree, policy: MessagePolicy): void {
  api.access.deny(`${reason}: ${messageFor(reason, readLocales(event), policy)}`);
}

/** Shown on the sign-up page. The code stays bare: callers of the sign-up endpoint see it. */
export function refuseSignup(
  api: PreUserRegistrationAPI,
  { reason }: Deny,
  event: Tree,
  policy: MessagePolicy,
): void {
  const text = messageFor(reason, readLocales(event), policy);
  const message = [...text].slice(0, LONGEST_VALIDATION_MESSAGE).join('');
  if (reason === 'policy_unavailable') api.access.deny(reason, message);
  else api.validation.error(reason, message || reason);
}

/** Writes root keys of app_metadata; evidence gets its receipt and the build that wrote it. */
export function writeMetadata(
  api: { user: { setAppMetadata(name: string, value: unknown): unknown } },
  writes: readonly MetadataWrite[],
  { user }: Tree,
  build: BuildIdentity,
): void {
  if (writes.length === 0) return;
  const signed: Record<string, unknown> = {};
  for (const { key, value, evidence } of writes) {
    signed[key] = evidence ? { ...value, receipt: randomUUID(), build: buildId(build) } : value;
  }
  // Members that are undefined are none.
  const values = plainCopy(withinBudget(treeOf(user?.app_metadata), signed)) ?? {};
  for (const [key, value] of Object.entries(values)) api.user.setAppMetadata(key, value);
}

/** Under `prompt=none` Auth0 turns a redirect into `error=interaction_required`, which SDKs recover from. */
export function askForInteraction(api: PostLoginAPI, url: string): void {
  api.redirect.sendUserTo(url);
}

export function setClaims(
  api: PostLoginAPI,
  { idToken, accessToken }: Record<'idToken' | 'accessToken', Record<string, unknown>>,
): void {
  for (const [name, value] of Object.entries(idToken)) api.idToken.setCustomClaim(name, value);
  for (const [name, value] of Object.entries(accessToken)) api.accessToken.setCustomClaim(name, value);
}

/** The build as stamps and claims name it, e.g. `1.0.0+9f3c2ab`. */
export function buildId({ version, hash }: BuildIdentity): string {
  return `${version}+${hash}`;
}
