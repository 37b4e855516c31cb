import type { JsonObject } from './contract';

/** What a token carries by right: an Action's claim of this name is dropped without a word. */
const RESERVED: ReadonlySet<string> = new Set(
  `acr act active amr at_hash ath attest aud auth_time authorization_details azp c_hash client_id cnf cty dest
   entitlements events exp groups gty htm htu iat internalService iss jcard jku jti jwe jwk kid may_act mky nbf nonce
   object_id org_id org_name orig origid permissions roles rph s_hash sid sip_callid sip_cseq_num sip_date sip_from_tag
   sip_via_branch sub sub_jwk toe txn typ uuid vot vtm x5t#S256`.split(/\s+/),
);

/** OIDC profile claims that an access token carries only where its scopes ask for them. */
const CLAIMS_OF_SCOPE: Readonly<Record<string, readonly string[]>> = {
  profile: [
    'birthdate',
    'family_name',
    'gender',
    'given_name',
    'locale',
    'middle_name',
    'name',
    'nickname',
    'picture',
    'preferred_username',
    'profile',
    'updated_at',
    'website',
    'zoneinfo',
  ],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  address: ['address'],
};

/** Names and values of all custom claims of one token. */
const CLAIMS_BYTES = 100_000;

interface TokenKind {
  tokenKind: 'id' | 'access';
  /** The access token's audience, or audiences. */
  audience?: string | string[];
  /** The scopes that were granted. */
  scopes: readonly string[];
}

type IssuableClaims = { ok: true; claims: JsonObject } | { ok: false; message: string };

/**
 * What of the custom claims that Actions set goes into a token (docs page secure/tokens/json-web-tokens/create-custom-claims):
 * unsuitable ones are dropped silently, more than 100 kB of them fails the transaction.
 */
export function issuableClaims(claims: JsonObject, token: TokenKind): IssuableClaims {
  const kept = Object.entries(claims).filter(
    ([name, value]) => value !== undefined && isIssuable(name, token),
  );
  const bytes = kept.reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(JSON.stringify(value) ?? ''),
    0,
  );
  if (bytes > CLAIMS_BYTES) {
    return {
      ok: false,
      message: `The custom claims of one token exceed the limit of ${CLAIMS_BYTES} bytes.`,
    };
  }
  return { ok: true, claims: Object.fromEntries(kept) };
}

function isIssuable(name: string, { tokenKind, audience, scopes }: TokenKind): boolean {
  if (RESERVED.has(name) || isAuth0Namespace(name)) return false;
  if (tokenKind === 'id' || isNamespaced(name)) return true;
  if ([audience ?? []].flat().some(isAuth0Api)) return false;
  const scope = Object.keys(CLAIMS_OF_SCOPE).find((candidate) => CLAIMS_OF_SCOPE[candidate]?.includes(name));
  return scope === undefined || scopes.includes(scope);
}

function isNamespaced(name: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(name);
}

function isAuth0Namespace(name: string): boolean {
  if (/^urn:auth0(:|$)/i.test(name)) return true;
  if (!/^https?:\/\//i.test(name)) return false;
  const host = URL.canParse(name) ? new URL(name).hostname : '';
  return ['auth0.com', 'webtask.io', 'webtask.run'].some((own) => host === own || host.endsWith(`.${own}`));
}

/** `https://<tenant>/api/v2/` and its siblings; `/userinfo` is no such audience. */
function isAuth0Api(audience: string): boolean {
  const path = URL.canParse(audience) ? new URL(audience).pathname.replace(/\/$/, '') : '';
  return ['/api', '/api/v2', '/mfa'].includes(path) && isTenantHost(new URL(audience).hostname);
}

function isTenantHost(host: string): boolean {
  return host === 'localhost' || host === '127.0.0.1' || host === 'auth0.com' || host.endsWith('.auth0.com');
}
