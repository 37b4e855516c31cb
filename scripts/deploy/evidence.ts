import { once } from 'node:events';
import { pipeline, Readable, type Writable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ManagementClient } from 'auth0';
import { UserError } from '../terminal';
import { causeOf } from './tenant-connection';

/** What a stamp says of one acceptance; its history keeps the members that prove it, and leaves the others out. */
const STAMP_COLUMNS = [
  'state',
  'sequence',
  'label',
  'text_sha256',
  'locale',
  'at',
  'method',
  'surface',
  'client_id',
  'organization_id',
  'country',
  'email_verified',
  'receipt',
  'build',
  'total',
] as const;

const EVIDENCE_COLUMNS = ['user_id', 'document', 'current', ...STAMP_COLUMNS] as const;

/**
 * One acceptance of one document by one user. `current` tells the latest from the history; `total` is how many there
 * were, also where the oldest are no longer kept; null: the stamp does not say.
 */
type EvidenceRow = Record<(typeof EVIDENCE_COLUMNS)[number], string | number | boolean | null>;

export interface EvidenceCounts {
  users: number;
  /** Document → label (or sequence) → users whose current acceptance it is; `none`: users without one. */
  current: Record<string, Record<string, number>>;
}

const POLL_MS = 2000;
const LONGEST_JOB_MS = 60 * 60_000;

/**
 * Streams who accepted what from the tenant's users-export job: one user at a time is in memory, whatever the size.
 * The export carries the user id and gatehouse's own keys and nothing else.
 *
 * @throws UserError `EXPORT_FAILED`
 */
export async function streamEvidence(
  client: ManagementClient,
  documents: readonly string[],
  output: { target: Writable; format: 'csv' | 'ndjson'; job?: string },
  say: (line: string) => void,
): Promise<EvidenceCounts> {
  const { id, location } = await exportUsers(client, documents, say, output.job);
  const counts: EvidenceCounts = {
    users: 0,
    current: Object.fromEntries(documents.map((document) => [document, {}])),
  };
  if (output.format === 'csv') await write(output.target, `${EVIDENCE_COLUMNS.join(',')}\n`);
  for await (const line of linesOf(location, id)) {
    if (line.trim() === '') continue;
    const user = JSON.parse(line) as Record<string, unknown>;
    counts.users++;
    for (const document of documents) {
      const rows = evidenceOf(user, document);
      const key = nameOf(rows.find(({ current }) => current));
      const tally = counts.current[document] ?? {};
      tally[key] = (tally[key] ?? 0) + 1;
      counts.current[document] = tally;
      for (const row of rows) {
        await write(output.target, output.format === 'csv' ? csvLine(row) : `${JSON.stringify(row)}\n`);
      }
    }
  }
  await flushed(output.target);
  return counts;
}

function nameOf(row: EvidenceRow | undefined): string {
  if (row === undefined) return 'none';
  const version = String(row.label || row.sequence);
  return row.state === 'accepted' ? version : `${version} (${row.state})`;
}

async function exportUsers(
  client: ManagementClient,
  documents: readonly string[],
  say: (line: string) => void,
  begun?: string,
): Promise<{ id: string; location: string }> {
  const fields = [
    { name: 'user_id' },
    ...documents.map((id) => ({ name: `app_metadata.gatehouse_${id}`, export_as: `gatehouse_${id}` })),
  ];
  const id = begun ?? (await client.jobs.usersExports.create({ format: 'json', fields })).id;
  const deadline = Date.now() + LONGEST_JOB_MS;
  for (let wait = 100; Date.now() < deadline; wait = Math.min(wait * 2, POLL_MS)) {
    const state = await client.jobs.get(id);
    if (state.status === 'completed' && state.location !== undefined) return { id, location: state.location };
    if (state.status === 'failed')
      throw new UserError('EXPORT_FAILED', 'The tenant could not export its users.');
    say(`the tenant exports its users: ${id} is ${state.status ?? 'pending'}`);
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  throw new UserError('EXPORT_FAILED', 'The export took more than an hour.');
}

/** The lines of the export, as they arrive. @throws UserError `EXPORT_BROKEN` where it ends early */
async function* linesOf(location: string, job: string): AsyncGenerator<string> {
  try {
    const response = await fetch(location);
    if (!response.ok || response.body === null) throw new Error(`the tenant answered ${response.status}`);
    let rest = '';
    const text = new TextDecoder();
    for await (const chunk of await unzipped(Readable.fromWeb(response.body as WebStream))) {
      const lines = (rest + text.decode(chunk as Buffer, { stream: true })).split(/\r?\n/);
      rest = lines.pop() ?? '';
      yield* lines;
    }
    yield rest;
  } catch (error) {
    throw new UserError(
      'EXPORT_BROKEN',
      `The download of the export broke off: ${causeOf(error)}. Run the command again with --job ${job}: the tenant does not export its users a second time.`,
    );
  }
}

type WebStream = Parameters<typeof Readable.fromWeb>[0];

/** The file is gzip; a server that says so in a header has already unpacked it for fetch. */
async function unzipped(raw: Readable): Promise<Readable> {
  await once(raw, 'readable');
  const start: Buffer | null = raw.read();
  if (start === null) return raw;
  raw.unshift(start);
  if (start[0] !== 0x1f || start[1] !== 0x8b) return raw;
  // A pipeline hands a break of the connection on; where it is read, it is noticed.
  return pipeline(raw, createGunzip(), () => undefined);
}

function evidenceOf(user: Record<string, unknown>, document: string): EvidenceRow[] {
  const metadata = user.app_metadata as Record<string, unknown> | undefined;
  const key = `gatehouse_${document}`;
  const stamp = asObject(user[key] ?? metadata?.[key] ?? user[`app_metadata.${key}`]);
  if (stamp === undefined || typeof stamp.state !== 'string') return [];
  const history = Array.isArray(stamp.history) ? stamp.history : [];
  return [
    rowOf(user, document, stamp, true),
    ...history.flatMap((earlier) => {
      const entry = asObject(earlier);
      return entry === undefined ? [] : [rowOf(user, document, entry, false)];
    }),
  ];
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  if (typeof value === 'string' && value.startsWith('{')) {
    try {
      return JSON.parse(value) as Record<string, unknown>;
    } catch {
      return undefined;
    }
  }
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

function rowOf(
  user: Record<string, unknown>,
  document: string,
  stamp: Record<string, unknown>,
  current: boolean,
): EvidenceRow {
  const said = STAMP_COLUMNS.map((column) => {
    const value = stamp[column];
    return [column, ['string', 'number', 'boolean'].includes(typeof value) ? value : null];
  });
  return { user_id: String(user.user_id ?? ''), document, current, ...Object.fromEntries(said) };
}

function csvLine(row: EvidenceRow): string {
  return `${EVIDENCE_COLUMNS.map((column) => csvCell(String(row[column] ?? ''))).join(',')}\n`;
}

/** Quoted where needed; a leading =, +, - or @ would be run as a formula by a spreadsheet. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @throws the target's error, also one that came earlier: a stream that has failed drains no more */
async function write(target: Writable, text: string): Promise<void> {
  const hasRoom = target.write(text);
  if (target.errored) throw target.errored;
  if (!hasRoom) await once(target, 'drain');
}

/** @throws the target's error, where what was written last did not arrive */
function flushed(target: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    target.write('', (error) => (error ? reject(error) : resolve()));
  });
}
