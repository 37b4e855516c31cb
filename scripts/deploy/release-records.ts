import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../bundle';
import { endsWithin, isAlive } from '../process-alive';
import { UserError } from '../terminal';
import type { JsonObject } from './resources';
import type { StateRequest, TenantState } from './tenant-state';
import { writeWhole } from './whole-file';

/** Which version of an Action ran. */
export interface RunningVersion {
  id: string;
  versionId: string;
  sha256: string;
}

/** What ran at one moment: enough to go back to it. */
export interface ReleasePoint {
  actions: Record<string, RunningVersion>;
  /** Names in order, other teams' Actions included. */
  bindings: Record<string, string[]>;
}

/** One release to one tenant. Holds no secrets. */
export interface ReleaseRecord {
  id: string;
  kind: 'deploy' | 'rollback';
  /** Of a rollback: the release that it undid. */
  undone?: string;
  at: string;
  environment: string;
  domain: string;
  manifest: Manifest;
  /** Digests of what was sent and cannot be read back; see `sentDigests`. */
  sent: Record<string, string>;
  changes: { kind: string; name: string; change: string; details: string[] }[];
  before: ReleasePoint;
  after: ReleasePoint;
  /** Forms, templates, settings and so on as it left them, as far as the build speaks of them. By kind, then name. */
  resources: Record<string, Record<string, JsonObject>>;
}

/** What a running deploy found, so that the next one can put it back should this one be killed. */
export interface Journal {
  id: string;
  pid: number;
  /** The Deploy CLI's process: it goes on writing where gatehouse alone was killed. */
  cli?: number;
  domain: string;
  /** Earlier deploys of this machine that were killed: a lock of theirs is nobody's. */
  killed: string[];
  /** The tenant before the first change, and what was read of it; null where nothing was changed yet. */
  before: { state: TenantState; request: StateRequest } | null;
}

/** Milliseconds. The Deploy CLI may be repeating requests that the tenant refuses for their number. */
const CLI_PATIENCE = 120_000;

/** `.gatehouse/releases/<environment>/` of a project: one file per release, oldest first by name. */
export class ReleaseRecords {
  readonly folder: string;

  constructor(root: string, environment: string) {
    this.folder = join(root, '.gatehouse', 'releases', environment);
  }

  /** Oldest first. A file that cannot be read is an error: a release may hide in it. @throws UserError `RELEASE_UNREADABLE` */
  list(): ReleaseRecord[] {
    return this.#files().flatMap((file) => readOwnRecords(join(this.folder, file)));
  }

  latest(): ReleaseRecord | undefined {
    const file = this.#files().at(-1);
    return file === undefined ? undefined : readOwnRecords(join(this.folder, file))[0];
  }

  write(record: ReleaseRecord): string {
    const file = join(this.folder, `${record.id}.json`);
    writeWhole(file, record);
    return file;
  }

  journal(): Journal | undefined {
    try {
      return JSON.parse(readFileSync(this.journalFile, 'utf8')) as Journal;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Where there is no such folder nobody has deployed; whether one can is seen when the journal is begun.
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw new UserError(
        'JOURNAL_UNREADABLE',
        `${this.journalFile} was left by a deploy that was killed and cannot be read. Run \`gatehouse plan\` to see what the tenant runs, then delete that file.`,
      );
    }
  }

  /**
   * Says that a deploy begins; what a killed one left to put back is taken over. Where that one's Deploy CLI is still
   * at work, it is waited for.
   *
   * @throws UserError `DEPLOY_RUNNING` where another one of this machine runs
   */
  async beginJournal(
    id: string,
    domain: string,
    waiting: { say: (line: string) => void; signal?: AbortSignal },
  ): Promise<Journal> {
    const left = this.journal();
    if (left !== undefined && isAlive(left.pid)) {
      throw new UserError(
        'DEPLOY_RUNNING',
        `Another deploy to this tenant is running on this machine: ${left.id}, process ${left.pid}. Nothing was changed. Try again when it has ended.`,
      );
    }
    if (left?.cli !== undefined && isAlive(left.cli)) {
      waiting.say(`waiting for the Deploy CLI of ${left.id}, which was killed: process ${left.cli}`);
      if (await endsWithin(left.cli, CLI_PATIENCE, waiting.signal))
        return this.beginJournal(id, domain, waiting);
      throw new UserError(
        'DEPLOY_RUNNING',
        `An earlier deploy was killed, but its Deploy CLI still writes to the tenant: process ${left.cli}. Nothing was changed. Wait for its end, or end it.`,
      );
    }
    const killed = [...(left === undefined ? [] : [...left.killed, left.id]), ...this.locksLeft()];
    const journal: Journal = { id, pid: process.pid, domain, killed, before: left?.before ?? null };
    this.writeJournal(journal);
    return journal;
  }

  writeJournal(journal: Journal): void {
    writeWhole(this.journalFile, journal);
  }

  /** Keeps the Deploy CLI's process in the journal. */
  noteCli(pid: number): void {
    const journal = this.journal();
    if (journal !== undefined) this.writeJournal({ ...journal, cli: pid });
  }

  /** Deploys of this machine that ended, but whose lock could not be removed: it is nobody's. */
  locksLeft(): string[] {
    try {
      return JSON.parse(readFileSync(this.#locksLeftFile, 'utf8')) as string[];
    } catch {
      return [];
    }
  }

  noteLockLeft(id: string): void {
    writeWhole(this.#locksLeftFile, [...this.locksLeft(), id]);
  }

  forgetLocksLeft(): void {
    rmSync(this.#locksLeftFile, { force: true });
  }

  get #locksLeftFile(): string {
    return join(this.folder, 'locks-left');
  }

  removeJournal(): void {
    rmSync(this.journalFile, { force: true });
  }

  get journalFile(): string {
    return join(this.folder, 'unfinished');
  }

  #files(): string[] {
    try {
      return readdirSync(this.folder)
        .filter((file) => file.endsWith('.json'))
        .sort();
    } catch {
      return [];
    }
  }
}

/**
 * The record of a release, from a file that `deploy` wrote: one record, or those of several environments.
 *
 * @throws UserError `RELEASE_UNREADABLE`, `WRONG_RELEASE`
 */
export function readReleaseRecord(file: string, environment: string): ReleaseRecord {
  const found = readRecords(file).find((record) => record.environment === environment);
  if (found !== undefined) return found;
  throw new UserError('WRONG_RELEASE', `${file} holds no release of ${environment}.`);
}

function readRecords(file: string): ReleaseRecord[] {
  if (!existsSync(file)) throw new UserError('RELEASE_UNREADABLE', `There is no file ${file}.`);
  const records = parseRecords(file);
  if (records !== undefined) return records;
  throw new UserError(
    'RELEASE_UNREADABLE',
    `${file} is not a release record. Name one that \`gatehouse deploy\` wrote.`,
  );
}

/** Of the folder where gatehouse keeps them itself: nobody named this file. */
function readOwnRecords(file: string): ReleaseRecord[] {
  const records = parseRecords(file);
  if (records !== undefined) return records;
  throw new UserError(
    'RELEASE_UNREADABLE',
    `The release record ${file} is broken. Put it back from a copy, or move it out of that folder: then \`rollback\` knows nothing of that release.`,
  );
}

function parseRecords(file: string): ReleaseRecord[] | undefined {
  try {
    const content = JSON.parse(readFileSync(file, 'utf8')) as ReleaseRecord | ReleaseRecord[];
    const records = Array.isArray(content) ? content : [content];
    return records.every(({ id, manifest, resources }) => typeof id === 'string' && manifest && resources)
      ? records
      : undefined;
  } catch {
    return undefined;
  }
}

/** Sorts by time as text; two deploys of the same moment differ. */
export function releaseId(now: Date, policySha256: string): string {
  return `${now.toISOString().replace(/[:.]/g, '-')}-${policySha256.slice(0, 7)}-${randomBytes(2).toString('hex')}`;
}
