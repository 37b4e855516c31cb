import type { DocumentVersion, Policy, PolicyDocument } from '../../../actions/policy/policy';

/** One of gatehouse's root keys of app_metadata, put into words. */
export interface ExplainedStamp {
  key: string;
  /** The document's id. */
  document: string;
  /** One sentence: what was done, to which version, when, how. */
  sentence: string;
  standing: 'current' | 'outdated' | 'withdrawn' | 'unknown';
  /** Where the text can be read; absent where it is not registered. */
  url?: string;
  hash: 'matches' | 'differs' | 'unregistered';
  stored: Record<string, unknown>;
}

const PREFIX = 'gatehouse_';

const METHODS: Readonly<Record<string, string>> = {
  signup: 'by ticking the box on the sign-up page',
  form: 'on the form at login',
  redirect: 'on the consent page',
};

/** The stamps of a user in words, as compliance reads them. What is no stamp is left out. */
export function explainStamps(
  appMetadata: Record<string, unknown> | undefined,
  policy: Policy | undefined,
  now: Date,
): ExplainedStamp[] {
  return Object.entries(appMetadata ?? {}).flatMap(([key, stored]) => {
    if (!key.startsWith(PREFIX) || !isRecord(stored) || typeof stored.state !== 'string') return [];
    const id = key.slice(PREFIX.length);
    const document = policy?.terms.documents.find((candidate) => candidate.id === id);
    const version = document?.versions.find((candidate) => candidate.sequence === stored.sequence);
    const text = typeof stored.locale === 'string' ? version?.texts[stored.locale] : undefined;
    return [
      {
        key,
        document: id,
        sentence: sentenceOf(id, stored),
        standing: standingOf(document, stored, now),
        hash:
          text === undefined ? 'unregistered' : text.sha256 === stored.text_sha256 ? 'matches' : 'differs',
        stored,
        ...(text === undefined ? {} : { url: text.url }),
      },
    ];
  });
}

function sentenceOf(id: string, stored: Record<string, unknown>): string {
  const act = stored.state === 'withdrawn' ? 'Withdrew consent to' : 'Accepted';
  const language = typeof stored.locale === 'string' ? `, shown in ${stored.locale}` : '';
  return `${act} “${id}”, version ${String(stored.label)} (number ${String(stored.sequence)})${language}, ${methodInWords(stored.method)}.`;
}

/** How somebody said so. */
export function methodInWords(method: unknown): string {
  const name = String(method);
  return (Object.hasOwn(METHODS, name) ? METHODS[name] : undefined) ?? `by ${name}`;
}

function standingOf(
  document: PolicyDocument | undefined,
  stored: Record<string, unknown>,
  now: Date,
): ExplainedStamp['standing'] {
  if (stored.state === 'withdrawn') return 'withdrawn';
  const required = document && requiredNow(document, now);
  if (!required || typeof stored.sequence !== 'number') return 'unknown';
  return stored.sequence >= required.sequence ? 'current' : 'outdated';
}

/** The version that has to be accepted at this time, if any. */
export function requiredNow(document: PolicyDocument, now: Date): DocumentVersion | undefined {
  return document.versions
    .filter((version) => version.material && Date.parse(version.effective) <= now.getTime())
    .at(-1);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
