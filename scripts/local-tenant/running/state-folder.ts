import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../terminal';

/** Where the local tenant keeps its state: `.gatehouse/` in the project's root. */
export interface StateFolder {
  database: string;
  certificates: string;
  /** Says who uses the folder now. */
  claim(urls: { http: string; https: string }): void;
  release(): void;
}

interface Claim {
  pid: number;
  http: string;
}

/**
 * Opens the state folder; with `fresh` the tenant's state is removed first (release records and certificates stay).
 *
 * @throws UserError `ALREADY_RUNNING` where another process uses it, `STATE_FOLDER_UNUSABLE` where it cannot be written
 */
export function openStateFolder(folder: string, options: { fresh: boolean }): StateFolder {
  const database = join(folder, 'tenant.db');
  const claimFile = join(folder, 'running.json');
  const other = readClaim(claimFile);
  if (other && isAlive(other.pid)) {
    throw new UserError(
      'ALREADY_RUNNING',
      `A local tenant is already running at ${other.http} (process ${other.pid}). Use that one, or stop it with Ctrl-C first.`,
    );
  }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (options.fresh) for (const suffix of ['', '-wal', '-shm']) rmSync(database + suffix, { force: true });
  } catch (error) {
    throw new UserError(
      'STATE_FOLDER_UNUSABLE',
      `${folder} cannot be used: ${error instanceof Error ? error.message : String(error)}. Make it a writable folder, or remove it.`,
    );
  }
  return {
    database,
    certificates: join(folder, 'tls'),
    claim: (urls) => writeFileSync(claimFile, JSON.stringify({ pid: process.pid, ...urls })),
    release: () => rmSync(claimFile, { force: true }),
  };
}

function readClaim(file: string): Claim | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const claim = JSON.parse(readFileSync(file, 'utf8')) as Claim;
    return Number.isInteger(claim.pid) ? claim : undefined;
  } catch {
    // A claim that cannot be read was left by a crash: nobody is behind it.
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
