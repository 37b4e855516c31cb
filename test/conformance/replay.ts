import { createManagementApi } from '../../scripts/local-tenant/management-api';
import { isObject } from '../../scripts/local-tenant/management-api/operation';
import { OPERATIONS } from '../../scripts/local-tenant/management-api/operations';
import { operationFor } from '../../scripts/local-tenant/management-api/restore-answer';
import { openStore } from '../../scripts/local-tenant/store';
import type { TenantContext } from '../../scripts/local-tenant/tenant-context';
import { signJwt } from '../../scripts/local-tenant/tokens';
import { learnIds, translateIds } from './learn-ids';
import { type Interaction, type Recording, readRecordings } from './recording';
import { seedFromRecording } from './seed-from-recording';
import { identities, shapeDifferences, valueDifferences } from './shape';

/** What became of the interactions of one method, path template and status. */
export interface TemplateResult {
  total: number;
  passed: number;
  /** What differs, without repetitions. */
  differences: string[];
}

export interface Report {
  files: { name: string; total: number; passed: number }[];
  total: number;
  passed: number;
  /** By `GET /roles/:id 200`. */
  templates: Record<string, TemplateResult>;
}

/** How many requests before and after may still be under way: the CLI keeps up to three. */
const NEIGHBOURS = 4;

/**
 * Replays every recording of a folder against a fresh local tenant each, and compares status, shape, and the
 * values that were written.
 *
 * @param folder JSON files of nock definitions of the Management API
 */
export async function replay(folder: string): Promise<Report> {
  const report: Report = { files: [], total: 0, passed: 0, templates: {} };
  for (const recording of readRecordings(folder)) await replayRecording(recording, report);
  return report;
}

async function replayRecording({ name, interactions }: Recording, report: Report): Promise<void> {
  const store = openStore(':memory:');
  const tenant: TenantContext = {
    store: store.tenant('recorded'),
    now: () => new Date(),
    // The Management API runs no Action while it is replayed.
    runtime: { run: () => Promise.reject(new Error('not expected')), close: async () => {} },
  };
  const app = createManagementApi(tenant, { entitlements: entitlements(interactions) });
  const origin = new URL(interactions[0]?.scope ?? 'https://localhost').origin;
  const authorization = `Bearer ${await accessToken(tenant, origin, interactions)}`;
  seedFromRecording(tenant, interactions);

  const ids = new Map<string, string>();
  const file = { name, total: interactions.length, passed: 0 };
  for (const [index, interaction] of interactions.entries()) {
    const differences = await replayInteraction(interaction, unsettled(interactions, index));
    const result = resultOf(report, interaction);
    result.total += 1;
    if (differences.length === 0) {
      result.passed += 1;
      file.passed += 1;
    }
    for (const difference of differences) {
      const line = `${name} #${index}: ${difference}`;
      if (result.differences.length < 10) result.differences.push(line);
    }
  }
  report.files.push(file);
  report.total += file.total;
  report.passed += file.passed;
  store.close();

  async function replayInteraction(interaction: Interaction, moving: Set<string>): Promise<string[]> {
    const { method, body, status, response } = interaction;
    const answer = await app.request(`${origin}${translateIds(interaction.path, ids)}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === '' || body === undefined ? {} : { body: translateIds(JSON.stringify(body), ids) }),
    });
    const text = await answer.text();
    const actual: unknown = text === '' ? '' : JSON.parse(text);
    if (answer.status !== status) {
      const message = isObject(actual) ? `: ${String(actual.message ?? '')}` : '';
      return [`status ${status} expected, ${answer.status} found${message}`];
    }
    learnIds(response, actual, ids);
    const translated = (value: unknown) => JSON.parse(translateIds(JSON.stringify(value), ids)) as unknown;
    return [
      ...shapeDifferences(response, actual, { ids, unsettled: moving }),
      ...(body === '' || body === undefined
        ? []
        : valueDifferences(translated(body), translated(response), actual)),
    ];
  }
}

/** All scopes but those that the recorded client lacked. */
async function accessToken(
  tenant: TenantContext,
  origin: string,
  interactions: readonly Interaction[],
): Promise<string> {
  const missing = new Set(
    interactions.flatMap(({ status, response }) => {
      const message = status === 403 && isObject(response) ? String(response.message) : '';
      return /expected any of: (.*)$/.exec(message)?.[1]?.split(',') ?? [];
    }),
  );
  const scopes = new Set([...OPERATIONS.flatMap((operation) => operation.scopes), 'read:client_keys']);
  return signJwt(tenant, {
    iss: `${origin}/`,
    aud: `${origin}/api/v2/`,
    azp: 'conformance',
    scope: [...scopes].filter((scope) => !missing.has(scope)).join(' '),
    exp: Math.floor(Date.now() / 1000) + 3_600,
  });
}

/** A recorded tenant that may use Akamai's signals answers 200 there. */
function entitlements(interactions: readonly Interaction[]): ['akamai-signals'] | [] {
  const allowed = interactions.some(
    ({ path, status }) => path.includes('/supplemental-signals') && status < 300,
  );
  return allowed ? ['akamai-signals'] : [];
}

/** Names and ids of what the requests around this one create, change or delete. */
function unsettled(interactions: readonly Interaction[], index: number): Set<string> {
  const around = interactions.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1);
  return new Set(
    around
      .filter(({ method }) => method !== 'GET')
      .flatMap(({ path, body, response }) => [
        decodeURIComponent(path.split('/').pop() ?? ''),
        ...[body, response].filter(isObject).flatMap(identities),
      ]),
  );
}

function resultOf(report: Report, { method, path, status }: Interaction): TemplateResult {
  const { pathname } = new URL(path.replace('/api/v2', ''), 'http://localhost');
  const template = operationFor(method, pathname)?.operation.path ?? pathname;
  const key = `${method} ${template} ${status}`;
  report.templates[key] ??= { total: 0, passed: 0, differences: [] };
  return report.templates[key];
}
