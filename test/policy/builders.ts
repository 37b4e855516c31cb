import type { ProfileFacts, SignupFacts } from '../../actions/policy/facts';
import type {
  DocumentVersion,
  EmailPolicy,
  PolicyDocument,
  SignupPolicy,
  TermsPolicy,
} from '../../actions/policy/policy';

/** Small values for tests of the decisions; a test names only what it is about. */
export const NOW = Date.parse('2026-08-15T12:00:00Z');
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export function iso(time: number): string {
  return new Date(time).toISOString();
}

/** A hash that is good to tell apart: `hash(1)`, `hash(2)`, … */
export function hash(number: number): string {
  return String(number).padStart(64, '0');
}

export function aVersion(sequence: number, changes: Partial<DocumentVersion> = {}): DocumentVersion {
  return {
    sequence,
    label: `v${sequence}`,
    effective: iso(NOW - (100 - 10 * sequence) * DAY),
    graceUntil: null,
    material: true,
    texts: {
      en: { url: `https://example.com/${sequence}/en`, sha256: hash(sequence) },
      de: { url: `https://example.com/${sequence}/de`, sha256: hash(sequence + 1000) },
    },
    ...changes,
  };
}

export function aDocument(changes: Partial<PolicyDocument> = {}): PolicyDocument {
  return {
    id: 'terms',
    kind: 'contract',
    signupField: 'ulp-terms',
    appliesTo: { clients: ['*'], connections: ['*'], organizations: ['*'], countries: ['*'] },
    versions: [aVersion(1), aVersion(2)],
    ...changes,
  };
}

export function termsPolicy(changes: Partial<TermsPolicy> = {}): TermsPolicy {
  return {
    mode: 'enforce',
    prompt: { kind: 'form', form: 'accept-terms', formId: 'ap_1', surface: 'accept-terms@00000000' },
    signupSurface: 'signup@11111111',
    nonInteractive: 'deny',
    legacy: { createdBefore: null, graceUntil: null },
    rollout: { percent: 100, salt: '' },
    exemptClients: [],
    documents: [aDocument()],
    ...changes,
  };
}

export function emailPolicy(changes: Partial<EmailPolicy> = {}): EmailPolicy {
  return {
    mode: 'enforce',
    graceSeconds: 0,
    missing: 'deny',
    resend: null,
    trust: { connections: {}, strategies: { auth0: 'flag', sms: 'exempt', waad: 'never', email: 'always' } },
    ...changes,
  };
}

export function signupPolicy(changes: Partial<SignupPolicy> = {}): SignupPolicy {
  return {
    mode: 'enforce',
    blockedDomains: [],
    blockDisposable: true,
    rejectLinksInNames: true,
    minimumAge: null,
    ...changes,
  };
}

/** `unknown` stands where a test puts what no event should hold. */
type Loosely<T> = { [Key in keyof T]?: unknown };

export function someone(changes: Loosely<ProfileFacts> = {}): ProfileFacts {
  return {
    userId: 'auth0|1',
    createdAt: NOW - 365 * DAY,
    email: 'ada@example.com',
    emailVerified: true,
    connection: { name: 'users', strategy: 'auth0' },
    primaryConnection: { name: 'users', strategy: 'auth0' },
    clientId: 'web',
    organization: { id: undefined, name: undefined },
    country: undefined,
    flow: 'browser',
    delegated: false,
    locales: [],
    appMetadata: {},
    fields: {},
    attributes: {},
    userMetadata: {},
    scopes: ['openid', 'profile'],
    audience: undefined,
    roles: [],
    ...changes,
  } as ProfileFacts;
}

export function aSignup(changes: Loosely<SignupFacts> = {}): SignupFacts {
  return {
    email: 'ada@example.com',
    names: [],
    connection: { name: 'users', strategy: 'auth0' },
    clientId: 'web',
    organization: { id: undefined, name: undefined },
    country: undefined,
    flow: 'signup',
    delegated: false,
    interactive: true,
    passwordless: false,
    locales: [],
    fields: {},
    ...changes,
  } as SignupFacts;
}

/** A stored acceptance of a version of `aDocument`. */
export function aStamp(sequence: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    state: 'accepted',
    sequence,
    label: `v${sequence}`,
    text_sha256: hash(sequence),
    locale: 'en',
    at: iso(NOW - 30 * DAY),
    method: 'form',
    surface: 'accept-terms@00000000',
    receipt: `receipt-${sequence}`,
    total: 1,
    ...changes,
  };
}
