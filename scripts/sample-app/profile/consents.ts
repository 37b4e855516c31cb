import { randomUUID } from 'node:crypto';
import { effectiveVersions, textFor } from '../../../actions/policy/documents';
import type { Tree } from '../../../actions/policy/objects';
import type { Policy, PolicyDocument } from '../../../actions/policy/policy';
import { isStanding, readStamp, recordStamp, type Stamp, withinBudget } from '../../../actions/policy/stamp';

type JsonObject = Record<string, unknown>;

/** What a person accepted, as their profile page shows it. */
export interface Agreement {
  document: PolicyDocument;
  stamp: Stamp | undefined;
  /** `due`: accepted once, but a newer text has to be accepted at the next login. */
  status: 'accepted' | 'due' | 'withdrawn' | 'none';
  /** What was said before, the newest first, as far as it is kept. */
  history: { state: 'accepted' | 'withdrawn'; at: string }[];
  url: string | undefined;
}

/** @param locale the language in which texts that were not accepted yet are offered */
export function agreementsOf(
  policy: Policy,
  appMetadata: JsonObject,
  locale: string,
  now: Date,
): Agreement[] {
  return policy.terms.documents.map((document) => {
    const stamp = readStamp(appMetadata as Tree, document);
    const version = document.versions.find(({ sequence }) => sequence === stamp?.sequence);
    const text = Object.values(version?.texts ?? {}).find(({ sha256 }) => sha256 === stamp?.sha256);
    const effective = effectiveVersions(document, now.getTime());
    const newest = effective.at(-1);
    const required = effective.findLast(({ material }) => material)?.sequence ?? 0;
    return {
      document,
      stamp,
      status: statusOf(stamp, document, required, now),
      history: historyOf(stamp),
      url: text?.url ?? (newest && textFor(newest, [locale], policy.defaultLocale)?.url),
    };
  });
}

function statusOf(
  stamp: Stamp | undefined,
  document: PolicyDocument,
  required: number,
  now: Date,
): Agreement['status'] {
  if (stamp === undefined) return 'none';
  if (stamp.state === 'withdrawn') return 'withdrawn';
  return isStanding(stamp, document, now.getTime()) && stamp.sequence >= required ? 'accepted' : 'due';
}

function historyOf(stamp: Stamp | undefined): Agreement['history'] {
  const history: unknown = stamp?.stored.history;
  return (Array.isArray(history) ? history : []).flatMap((entry: unknown) => {
    const { state, at } = Object(entry) as JsonObject;
    return (state === 'accepted' || state === 'withdrawn') && typeof at === 'string' ? [{ state, at }] : [];
  });
}

/**
 * The keys of app_metadata to write when a consent is given or withdrawn on the profile page; undefined where the
 * document is no consent, or nothing would change. Withdrawing is one click, as giving is.
 */
export function consentWrites(
  policy: Policy,
  documentId: string,
  state: 'accepted' | 'withdrawn',
  person: { appMetadata: JsonObject; clientId: string; emailVerified: boolean; locale: string },
  now: Date,
): JsonObject | undefined {
  const document = policy.terms.documents.find(({ id, kind }) => id === documentId && kind === 'consent');
  if (document === undefined) return undefined;
  const previous = readStamp(person.appMetadata as Tree, document);
  if ((previous?.state ?? 'withdrawn') === state) return undefined;
  const newest = effectiveVersions(document, now.getTime()).at(-1);
  const shown =
    state === 'withdrawn' ? previous : newest && textFor(newest, [person.locale], policy.defaultLocale);
  if (shown === undefined) return undefined;
  const write = recordStamp(
    document.id,
    shown,
    { state, method: 'form', surface: 'profile-page' },
    {
      clientId: person.clientId,
      organization: { id: undefined, name: undefined },
      country: undefined,
      emailVerified: person.emailVerified,
    },
    previous,
    now.getTime(),
  );
  const signed = { ...write.value, receipt: randomUUID(), build: 'sample-app' };
  return withinBudget(person.appMetadata as Tree, { [write.key]: signed });
}
