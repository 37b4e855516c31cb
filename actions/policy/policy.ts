/**
 * The policy as it is embedded in the Actions: checked, merged and resolved at build time from
 * tenant/policy.yaml and tenant/environments/<name>.yaml. Durations are seconds, times are ISO 8601 in UTC,
 * every `mode` is already the lowest of the global, the rule's and the environment's.
 */
import type { ReasonCode } from './decision';

/** `report` writes nothing, prompts nobody, denies nobody, and logs what it would have done. */
export type Mode = 'off' | 'report' | 'enforce';

/** How far a connection's word about an email address goes. */
export type EmailTrust = 'flag' | 'always' | 'never' | 'exempt';

/** What people read, by locale and reason code. Every locale that is present has every code that may be needed. */
export type Messages = Readonly<Record<string, Readonly<Partial<Record<ReasonCode, string>>>>>;

export interface EmailPolicy {
  mode: Mode;
  graceSeconds: number;
  missing: 'deny' | 'allow';
  resend: { everyMinutes: number; perDay: number } | null;
  trust: { connections: Record<string, EmailTrust>; strategies: Record<string, EmailTrust> };
}

/** One language of one version: `sha256` is the lowercase hex SHA-256 of the text file's bytes. */
export interface DocumentText {
  url: string;
  sha256: string;
}

export interface DocumentVersion {
  sequence: number;
  label: string;
  effective: string;
  graceUntil: string | null;
  material: boolean;
  texts: Record<string, DocumentText>;
}

export interface PolicyDocument {
  id: string;
  /** contract and notice block alike; consent is optional, withdrawable and never blocks. */
  kind: 'contract' | 'notice' | 'consent';
  signupField: string | null;
  appliesTo: { clients: string[]; connections: string[]; organizations: string[]; countries: string[] };
  /** Ascending by sequence. */
  versions: DocumentVersion[];
}

/** `formId` is the tenant's id of the form (`ap_…`), `surface` is `<form>@<8 hex of the form file's hash>`. */
export interface FormPrompt {
  kind: 'form';
  form: string;
  formId: string;
  surface: string;
}

/** `secret` is the NAME of the Action secret that holds the signing key. */
export interface RedirectPrompt {
  kind: 'redirect';
  url: string;
  secret: string;
  ttlSeconds: number;
  /** Stands in stamps for that page, which is not in this repository. */
  surface: string;
}

export type TermsPrompt = FormPrompt | RedirectPrompt;

export interface TermsPolicy {
  mode: Mode;
  prompt: TermsPrompt;
  /** `signup@<8 hex of the sign-up partial's hash>`: where a box was ticked at sign-up. */
  signupSurface: string;
  nonInteractive: 'deny' | 'allow';
  legacy: { createdBefore: string | null; graceUntil: string | null };
  rollout: { percent: number; salt: string };
  exemptClients: string[];
  documents: PolicyDocument[];
}

export interface SignupPolicy {
  mode: Mode;
  blockedDomains: string[];
  blockDisposable: boolean;
  rejectLinksInNames: boolean;
  minimumAge: { field: string; default: number; byCountry: Record<string, number> } | null;
}

export interface ProfilePolicy {
  mode: Mode;
  claims: string[];
  preferences: string[];
  links: string[];
}

export interface ClaimsPolicy {
  namespace: string;
  idToken: boolean;
  accessTokenAudiences: string[];
  /** Also set `<namespace>/organization` (id and name), in a login through an organization. */
  organization?: boolean;
  /** Also set `<namespace>/roles` (names). */
  roles?: boolean;
}

export interface Policy {
  defaultLocale: string;
  messages: Messages;
  /** The same on the sign-up page. */
  signupMessages: Messages;
  claims: ClaimsPolicy;
  email: EmailPolicy;
  terms: TermsPolicy;
  signup: SignupPolicy;
  profile: ProfilePolicy;
}

type Optional<Type, Key extends keyof Type> = Omit<Type, Key> & Partial<Pick<Type, Key>>;

/**
 * The registry as bundles carry it. It only ever grows, so what is the default is left out: an absent `material` is
 * true, an absent list names everybody. The texts' addresses are for the Action alone that shows them.
 */
export type EmbeddedVersion = Omit<Optional<DocumentVersion, 'graceUntil' | 'material'>, 'texts'> & {
  texts: Record<string, Optional<DocumentText, 'url'>>;
};

export type EmbeddedDocument = Omit<Optional<PolicyDocument, 'signupField'>, 'appliesTo' | 'versions'> & {
  appliesTo?: Partial<PolicyDocument['appliesTo']>;
  versions: EmbeddedVersion[];
};

export type EmbeddedTerms = Omit<TermsPolicy, 'documents' | 'legacy'> & {
  legacy: Partial<TermsPolicy['legacy']>;
  documents: EmbeddedDocument[];
};

/** What each Action gets: only the part of the policy that it needs. The build fills the global `POLICY`. */
export interface PolicySlices {
  'screen-signup': Pick<Policy, 'defaultLocale' | 'messages' | 'signup'> & {
    /**
     * Top-level domain → the names below it, lowercase ASCII (punycode), separated by spaces: the list is long, and
     * this is half its size. Empty unless `signup.blockDisposable`.
     */
    disposableDomains: Record<string, string>;
  };
  'require-signup-terms': Pick<Policy, 'defaultLocale' | 'messages'> & {
    terms: Pick<EmbeddedTerms, 'mode' | 'signupSurface' | 'exemptClients' | 'documents'>;
  };
  'require-verified-email': Pick<Policy, 'defaultLocale' | 'messages' | 'email'>;
  'require-terms': Pick<Policy, 'defaultLocale' | 'messages'> & { terms: EmbeddedTerms };
  'enrich-profile': Pick<Policy, 'claims' | 'profile'> & {
    email: Pick<EmailPolicy, 'trust'>;
    terms: Pick<EmbeddedTerms, 'mode' | 'legacy' | 'rollout' | 'exemptClients' | 'documents'>;
  };
}

/** What the build knows of itself: the package version, and 7 hex of the SHA-256 of the bundle's text. */
export interface BuildIdentity {
  version: string;
  hash: string;
}
