import { type EmailStatus, emailStatus } from './email';
import type { EmailFacts, ProfileFacts } from './facts';
import { entryOf, type Tree } from './objects';
import type { PolicySlices } from './policy';
import { PROFILE_CLAIMS } from './profile';
import { isDue, isExempt, standings } from './terms';

type Slice = PolicySlices['enrich-profile'];

/** UTF-16 units of JSON: one value, and all values of one claim. Tokens travel in headers and addresses. */
const LONGEST_VALUE = 512;
const LONGEST_CLAIM = 2048;

/** What an app reads in the `<namespace>/status` claim. */
export interface Status {
  /** Sequence of the accepted version, by document id. */
  terms: Record<string, number>;
  state: 'ok' | 'pending' | 'exempt';
  email: EmailStatus;
  build: string;
}

/** The custom claims of one login, by token. */
export interface Claims {
  idToken: Record<string, unknown>;
  accessToken: Record<string, unknown>;
}

/** All claims of this login. Nothing personal goes into an access token; what cannot be normalized is left out. */
export function decideClaims(facts: ProfileFacts, policy: Slice, build: string, now: number): Claims {
  const { namespace, accessTokenAudiences, ...include } = policy.claims;
  const shared: Record<string, unknown> = { [`${namespace}/status`]: statusOf(facts, policy, build, now) };
  if (include.organization && facts.organization.id) shared[`${namespace}/organization`] = facts.organization;
  if (include.roles) shared[`${namespace}/roles`] = facts.roles;
  const isForAudience = accessTokenAudiences.some((audience) => audience === facts.audience);
  return {
    idToken: include.idToken ? { ...shared, ...personalClaims(facts, policy) } : {},
    accessToken: isForAudience ? shared : {},
  };
}

/** Where the user stands with the rules, from what is stored and what this login has written so far. */
export function statusOf(facts: EmailFacts, policy: Slice, build: string, now: number): Status {
  const terms: Record<string, number> = {};
  const all = standings(facts, policy.terms, now);
  for (const { document, accepted } of all) {
    if (accepted > 0) terms[document.id] = accepted;
  }
  // A rule that is not enforced asks nothing of anybody.
  const exempt = policy.terms.mode !== 'enforce' || isExempt(facts, policy.terms);
  const state = exempt ? 'exempt' : all.some(isDue) ? 'pending' : 'ok';
  return { terms, state, email: emailStatus(facts, policy.email), build };
}

function personalClaims(facts: ProfileFacts, { claims, profile }: Slice): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const name of profile.claims) {
    const claim = entryOf(PROFILE_CLAIMS, name);
    if (claim === undefined || !facts.scopes.includes(claim.scope)) continue;
    const value = claim.normalize(entryOf(facts.attributes, name));
    if (value !== null) found[name] = value;
  }
  if (!facts.scopes.includes('profile')) return found;
  const preferences = picked(facts.userMetadata, profile.preferences);
  const links = picked(facts.appMetadata, profile.links);
  if (preferences !== null) found[`${claims.namespace}/preferences`] = preferences;
  if (links !== null) found[`${claims.namespace}/links`] = links;
  return found;
}

/** The named keys, as plain JSON of bounded size; null where none is left. */
function picked(metadata: Tree, names: readonly string[]): Record<string, unknown> | null {
  const found: Record<string, unknown> = {};
  let size = 0;
  for (const name of names) {
    const value = entryOf(metadata, name) ?? null;
    if (value === null) continue;
    const length = JSON.stringify(value).length + name.length;
    if (length > LONGEST_VALUE || size + length > LONGEST_CLAIM) continue;
    size += length;
    found[name] = value;
  }
  return size === 0 ? null : found;
}
