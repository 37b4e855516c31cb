import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../../process-alive';
import { UserError } from '../../terminal';

/** Where the local tenant keeps its state: `.gatehouse/` in the project's root. One process at a time uses it. */
export interface StateFolder {
  database: string;
  certificates: string;
  /** What the Deploy CLI takes as `--config_file`, while the tenant runs. */
  deployCliConfig: string;
  /** Removes the tenant with all that is in it; release records and certificates stay. */
  removeTenant(): void;
  /** Says where the tenant can be reached, for other commands and for a second start. */
  announce(urls: { http: string; https: string }): void;
  release(): void;
}

/** `running.json`: who uses the folder; the addresses as soon as there are some. */
interface Claim {
  pid: number;
  http?: string;
  https?: string;
}

/**
 * Opens the state folder for this process alone.
 *
 * @throws UserError `ALREADY_RUNNING` where another process uses it, `STATE_FOLDER_UNUSABLE` where it cannot be written
 */
export function openStateFolder(folder: string): StateFolder {
  const database = join(folder, 'tenant.db');
  const claimFile = join(folder, 'running.json');
  const deployCliConfig = join(folder, 'deploy-cli.json');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    claim(claimFile);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      'STATE_FOLDER_UNUSABLE',
      `${folder} cannot be used: ${error instanceof Error ? error.message : String(error)}. Make it a writable folder, or remove it.`,
    );
  }
  const own: Claim = { pid: process.pid };
  return {
    database,
    certificates: join(folder, 'tls'),
    deployCliConfig,
    removeTenant: () => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(database + suffix, { force: true });
    },
    announce: (urls) => writeFileSync(claimFile, JSON.stringify({ ...own, ...urls })),
    release: () => {
      for (const file of [claimFile, deployCliConfig]) rmSync(file, { force: true });
    },
  };
}

/** Of two processes that start at the same moment one makes the file. */
function claim(file: string): void {
  const other = existsSync(file) ? readClaim(file) : undefined;
  if (other !== undefined && isAlive(other.pid)) throw alreadyRunning(other, file);
  // Left by a process that was killed, or that crashed while it wrote.
  rmSync(file, { force: true });
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid }), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw alreadyRunning(readClaim(file), file);
  }
}

function readClaim(file: string): Claim | undefined {
  try {
    const read = JSON.parse(readFileSync(file, 'utf8')) as Claim;
    return Number.isInteger(read.pid) ? read : undefined;
  } catch {
    return undefined;
  }
}

function alreadyRunning(other: Claim | undefined, file: string): UserError {
  const where = other?.http === undefined ? 'starting in this folder' : `running at ${other.http}`;
  const who = other === undefined ? '' : ` (process ${other.pid})`;
  return new UserError(
    'ALREADY_RUNNING',
    `A local tenant is already ${where}${who}. Use that one, or stop it with Ctrl-C first. If that process is something else, remove ${file}.`,
  );
}
