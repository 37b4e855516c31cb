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

/** The document that a decision is about, for the log. */
export interface DocumentReference {
  id: string;
  sequence: number;
}

/** Which text a person was shown. */
export interface ShownText {
  label: string;
  sequence: number;
  locale: string;
  /** Lowercase hex SHA-256 of the text file's bytes. */
  sha256: string;
}

/** Something that should name such a text, not checked yet. */
export type NamedText = Readonly<Partial<Record<keyof ShownText, unknown>>>;

/** What a person was shown of one document; the shape of `vars.documents.<id>`. */
export interface ShownDocument extends ShownText {
  url?: string;
}

/** One root key of app_metadata. */
export interface MetadataWrite {
  key: string;
  value: Record<string, unknown>;
  /** Evidence gets a receipt and the build's id where the decision is applied. */
  evidence: boolean;
}

export interface Allow {
  kind: 'allow';
  /** `pending`: something is still to be accepted, and this login may go on without it. */
  reason: 'satisfied' | 'accepted' | 'pending' | 'exempt' | 'grace';
  writes: MetadataWrite[];
  document?: DocumentReference | undefined;
}

export interface Deny {
  kind: 'deny';
  reason: ReasonCode;
  document?: DocumentReference | undefined;
}

export interface Prompt {
  kind: 'prompt';
  reason: ReasonCode;
  /** By document id. */
  documents: Record<string, ShownDocument>;
  /** Boxes that are ticked when the page opens: consents that stand. */
  fields: Record<string, boolean>;
  document: DocumentReference;
}

export interface InteractionRequired {
  kind: 'interaction_required';
  reason: ReasonCode;
  url: string;
  document: DocumentReference;
}

export type TermsDecision = Allow | Deny | Prompt | InteractionRequired;

export function allow(
  reason: Allow['reason'],
  document?: DocumentReference,
  writes: MetadataWrite[] = [],
): Allow {
  return { kind: 'allow', reason, document, writes };
}

export function deny(reason: ReasonCode, document?: DocumentReference): Deny {
  return { kind: 'deny', reason, document };
}
