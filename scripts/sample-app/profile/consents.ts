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
  /** Accepted, and still worth something under the policy. */
  stands: boolean;
  url: string | undefined;
}

export function agreementsOf(policy: Policy, appMetadata: JsonObject, now: Date): Agreement[] {
  return policy.terms.documents.map((document) => {
    const stamp = readStamp(appMetadata as Tree, document);
    const version = document.versions.find(({ sequence }) => sequence === stamp?.sequence);
    const text = Object.values(version?.texts ?? {}).find(({ sha256 }) => sha256 === stamp?.sha256);
    const newest = effectiveVersions(document, now.getTime()).at(-1);
    return {
      document,
      stamp,
      stands: stamp !== undefined && isStanding(stamp, document, now.getTime()),
      url: text?.url ?? newest?.texts[policy.defaultLocale]?.url,
    };
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
  person: { appMetadata: JsonObject; clientId: string; emailVerified: boolean },
  now: Date,
): JsonObject | undefined {
  const document = policy.terms.documents.find(({ id, kind }) => id === documentId && kind === 'consent');
  if (document === undefined) return undefined;
  const previous = readStamp(person.appMetadata as Tree, document);
  if ((previous?.state ?? 'withdrawn') === state) return undefined;
  const newest = effectiveVersions(document, now.getTime()).at(-1);
  const shown = state === 'withdrawn' ? previous : newest && textFor(newest, [], policy.defaultLocale);
  if (shown === undefined) return undefined;
  const write = recordStamp(
    document.id,
    shown,
    {
      state,
      method: 'form',
      surface: 'profile-page',
      client_id: person.clientId,
      organization_id: undefined,
      country: undefined,
      email_verified: person.emailVerified,
    },
    previous,
    now.getTime(),
  );
  const signed = { ...write.value, receipt: randomUUID(), build: 'sample-app' };
  return withinBudget(person.appMetadata as Tree, { [write.key]: signed });
}
