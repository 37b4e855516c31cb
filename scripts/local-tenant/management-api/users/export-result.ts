import { timingSafeEqual } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Context } from 'hono';
import type { Collection, JsonObject, User } from '../../store';
import type { TenantContext } from '../../tenant-context';
import { notFound } from '../api-error';
import { isObject } from '../operation';

const BATCH = 500;

/** What is exported where the caller names no fields (manage-users/user-migration/bulk-user-exports). */
const DEFAULT_FIELDS = [
  'user_id',
  'email',
  'email_verified',
  'name',
  'given_name',
  'family_name',
  'nickname',
  'picture',
  'username',
  'phone_number',
  'phone_verified',
  'blocked',
  'created_at',
  'updated_at',
  'identities',
  'app_metadata',
  'user_metadata',
];

interface ExportField {
  name: string;
  export_as?: string;
}

/**
 * The file that a users-export job leads to: gzipped NDJSON or CSV, streamed in batches, however many users
 * there are. The link's token is its only guard, as with the signed links of a real tenant.
 */
export function exportResult(tenant: TenantContext, c: Context): Response {
  const id = (c.req.param('file') ?? '').split('.')[0] ?? '';
  const job = tenant.store.collection<JsonObject>('jobs').get(id);
  if (job === undefined || !sameToken(String(job.token ?? ''), c.req.query('token') ?? '')) {
    throw notFound('Not Found');
  }
  const lines = job.format === 'csv' ? csvLines(tenant, job) : jsonLines(tenant, job);
  const stream = Readable.from(lines).pipe(createGzip());
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, {
    headers: { 'content-type': 'application/gzip' },
  });
}

function sameToken(stored: string, given: string): boolean {
  const [a, b] = [Buffer.from(stored), Buffer.from(given)];
  return stored !== '' && a.length === b.length && timingSafeEqual(a, b);
}

function* jsonLines(tenant: TenantContext, job: JsonObject): Generator<string> {
  const fields = fieldsOf(job);
  for (const user of users(tenant, job)) {
    const entries = fields
      .map(({ name, export_as: as }) => [as ?? name, valueAt(user, name)] as const)
      .filter(([, value]) => value !== undefined);
    yield `${JSON.stringify(Object.fromEntries(entries))}\n`;
  }
}

function* csvLines(tenant: TenantContext, job: JsonObject): Generator<string> {
  const fields = fieldsOf(job);
  yield `${fields.map(({ name, export_as: as }) => csvCell(as ?? name)).join(',')}\n`;
  for (const user of users(tenant, job)) {
    yield `${fields.map(({ name }) => csvCell(valueAt(user, name))).join(',')}\n`;
  }
}

/** In the order of creation; what is written meanwhile may or may not be in it. */
function* users(tenant: TenantContext, { connection, limit }: JsonObject): Generator<User> {
  const collection: Collection<User> = tenant.store.collection<User>('users');
  let left = typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY;
  for (let start = 0; ; start += BATCH) {
    const batch = collection.page(start, BATCH);
    for (const user of batch) {
      const wanted =
        connection === undefined || user.identities.some((identity) => identity.connection === connection);
      if (!wanted) continue;
      if (left <= 0) return;
      left -= 1;
      yield user;
    }
    if (batch.length < BATCH) return;
  }
}

function fieldsOf({ fields }: JsonObject): ExportField[] {
  const named = Array.isArray(fields) ? (fields.filter(isObject) as unknown as ExportField[]) : [];
  return named.length > 0 ? named : DEFAULT_FIELDS.map((name) => ({ name }));
}

/** `identities[0].connection`, `app_metadata.plan`. */
function valueAt(user: User, path: string): unknown {
  let value: unknown = user;
  for (const key of path.replace(/\[(\d+)\]/g, '.$1').split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function csvCell(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
