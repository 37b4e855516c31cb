import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a peer was installed, or why it was not. */
export type Peer = { folder: string } | { missing: string };

const LONGEST_INSTALL_MS = 180_000;
/** Where there is no registry, npm would wait for more than a minute until it says so. */
const SOON = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=3000'];

/** Outside of the project: nothing in here is found by its tools. */
export function peersFolder(name: string): string {
  return join(tmpdir(), 'gatehouse-bench', name);
}

/**
 * Installs packages for a benchmark into a folder of their own outside of this project, so that they are no
 * dependency of it. What is there already from an earlier run is used again.
 *
 * @param packages name → exact version
 */
export async function installPeer(name: string, packages: Record<string, string>): Promise<Peer> {
  const folder = peersFolder(name);
  const manifest = JSON.stringify({ private: true, dependencies: packages }, null, 2);
  const file = join(folder, 'package.json');
  const done = join(folder, 'installed');
  if (existsSync(done) && readFileSync(done, 'utf8') === manifest) return { folder };
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, manifest);
  const exitCode = await npmInstall(folder);
  if (exitCode !== 0) return { missing: `npm could not install ${Object.keys(packages).join(', ')}` };
  writeFileSync(done, manifest);
  return { folder };
}

function npmInstall(folder: string): Promise<number> {
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', ...SOON];
  const child = spawn('npm', ['install', ...options], {
    cwd: folder,
    stdio: 'ignore',
    timeout: LONGEST_INSTALL_MS,
  });
  return new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (code) => resolve(code ?? 1));
  });
}
