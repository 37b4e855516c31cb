import { randomUUID } from 'node:crypto';
import type { DocumentVersion, PolicyDocument } from '../../../actions/policy/policy';
import type { EnvironmentConfig } from '../../config';
import type { JsonObject } from '../store';
import type { TenantContext } from '../tenant-context';
import { createUser, findConnection, findUserByEmail } from '../users';
import { DATABASE_CONNECTION } from './connections';
import { seedOrganizations } from './organizations';

/** A password for people who try things out on their own machine; the local tenant listens on loopback only. */
export const EXAMPLE_PASSWORD = 'Gatehouse-Example-1';

export interface ExampleUser {
  email: string;
  name: string;
  /** What happens when this user logs in. */
  shows: string;
}

interface ExampleUserPlan extends ExampleUser {
  email_verified: boolean;
  terms: 'current' | 'oldest' | 'none';
}

const EXAMPLES: readonly ExampleUserPlan[] = [
  {
    email: 'ada@example.com',
    name: 'Ada Fine',
    email_verified: true,
    terms: 'current',
    shows: 'logs in at once',
  },
  {
    email: 'uri@example.com',
    name: 'Uri Unverified',
    email_verified: false,
    terms: 'current',
    shows: 'is denied with email_unverified until the link in the outbox is opened',
  },
  {
    email: 'stella@example.com',
    name: 'Stella Stale',
    email_verified: true,
    terms: 'oldest',
    shows: 'is asked to accept the current terms first',
  },
];

/** Creates the example users that are missing; changes none that exist. */
export async function seedExampleUsers(
  tenant: TenantContext,
  config: EnvironmentConfig,
): Promise<ExampleUser[]> {
  const connection = findConnection(tenant, DATABASE_CONNECTION);
  if (!connection) return [];
  for (const example of EXAMPLES) {
    if (findUserByEmail(tenant, example.email, connection.name)) continue;
    await createUser(tenant, {
      connection,
      email: example.email,
      email_verified: example.email_verified,
      name: example.name,
      password: EXAMPLE_PASSWORD,
      app_metadata: stamps(config, example.terms, tenant.now()),
    });
  }
  seedOrganizations(tenant);
  return EXAMPLES.map(({ email, name, shows }) => ({ email, name, shows }));
}

function stamps(config: EnvironmentConfig, which: ExampleUserPlan['terms'], now: Date): JsonObject {
  if (which === 'none') return {};
  return Object.fromEntries(
    config.policy.terms.documents
      .filter((document) => document.kind !== 'consent')
      .map((document) => [
        `gatehouse_${document.id}`,
        stamp(document, which, config.policy.defaultLocale, now),
      ]),
  );
}

function stamp(
  document: PolicyDocument,
  which: 'current' | 'oldest',
  locale: string,
  now: Date,
): JsonObject | undefined {
  const effective = document.versions.filter((version) => Date.parse(version.effective) <= now.getTime());
  const version = which === 'oldest' ? effective[0] : effective.at(-1);
  if (!version) return undefined;
  return {
    state: 'accepted',
    sequence: version.sequence,
    label: version.label,
    text_sha256: version.texts[locale]?.sha256,
    locale,
    at: acceptedAt(version, which, now),
    method: 'signup',
    surface: 'seed',
    client_id: 'gatehouse-sample-app',
    receipt: randomUUID(),
    build: 'seed',
    email_verified: true,
    history: [],
    total: 1,
  };
}

/** A day after the version came into force, so that the example does not look as if made today. */
function acceptedAt(version: DocumentVersion, which: 'current' | 'oldest', now: Date): string {
  const day = 24 * 60 * 60 * 1000;
  return new Date(which === 'oldest' ? Date.parse(version.effective) + day : now.getTime()).toISOString();
}
