import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localCertificate } from '../../scripts/local-tenant/server';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { installPeer } from './peers';

export const SIMULACRUM_VERSION = '0.11.4';

/** A server in a process of its own. */
export interface Server {
  https: string;
  /** From the start of the process to its first answer. */
  readyMs: number;
  process: ChildProcess;
  stop(): Promise<void>;
}

export interface TenantServer extends Server {
  http: string;
  password: string;
  memory(): Promise<{ heap: number; resident: number }>;
}

/** @param users with users the Actions are deployed too, before this returns; `readyMs` is without that */
export async function startOurs(folder: string, users = 0): Promise<TenantServer> {
  const [http, https] = [await freePort(), await freePort()];
  const program = join(__dirname, 'tenant-server.ts');
  const flags = ['--require', './scripts/load-typescript.cjs'];
  const child = spawn(process.execPath, [...flags, program, folder, `${http}`, `${https}`, `${users}`], {
    cwd: PROJECT_ROOT,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ready = message<{ ready: { password: string } }>(child);
  const origin = `https://localhost:${https}`;
  const readyMs = await firstAnswer(child, `${origin}/.well-known/openid-configuration`);
  const { password } = (await ready).ready;
  return {
    ...serverOf(child, origin, readyMs, () => child.disconnect()),
    http: `http://localhost:${http}`,
    password,
    memory: async () => {
      const answer = message<{ memory: { heap: number; resident: number } }>(child);
      child.send('memory');
      return (await answer).memory;
    },
  };
}

/** A copy of this project for `startCommand`: its state is not that of whoever works here. */
export function copyOfProject(folder: string): string {
  for (const part of ['actions', 'tenant', 'scripts', 'package.json']) {
    cpSync(join(PROJECT_ROOT, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** `gatehouse start` until its pages answer: the policy is checked and `local` is built by then, not yet deployed. */
export async function startCommand(project: string): Promise<Server> {
  const [http, https] = [await freePort(), await freePort()];
  const program = join(project, 'scripts/gatehouse.cjs');
  const ports = ['--port', `${http}`, '--tls-port', `${https}`];
  const child = spawn(process.execPath, [program, 'start', ...ports], { cwd: project, stdio: 'ignore' });
  const origin = `https://localhost:${https}`;
  const readyMs = await firstAnswer(child, `${origin}/.well-known/openid-configuration`);
  return serverOf(child, origin, readyMs, () => child.kill('SIGINT'));
}

export type Simulacrum = { start(): Promise<Server>; remove(): void } | { missing: string };

/** @simulacrum/auth0-simulator with the certificate that it looks for in the home folder: a home of its own. */
export async function prepareSimulacrum(): Promise<Simulacrum> {
  const peer = await installPeer('simulacrum', { '@simulacrum/auth0-simulator': SIMULACRUM_VERSION });
  if ('missing' in peer) return peer;
  const home = mkdtempSync(join(tmpdir(), 'gatehouse-bench-home-'));
  const { key, cert } = await localCertificate(join(home, 'made'));
  const certificates = join(home, '.simulacrum/certs');
  mkdirSync(certificates, { recursive: true });
  writeFileSync(join(certificates, 'localhost-key.pem'), key);
  writeFileSync(join(certificates, 'localhost.pem'), cert);
  const program = join(peer.folder, 'server.cjs');
  writeFileSync(
    program,
    "require('@simulacrum/auth0-simulator').simulation().listen(Number(process.argv[2]), () => {});\n",
  );
  return {
    start: async () => {
      const port = await freePort();
      const env = { PATH: process.env.PATH ?? '', HOME: home };
      const child = spawn(process.execPath, [program, `${port}`], { env, stdio: 'ignore', cwd: home });
      const origin = `https://localhost:${port}`;
      const readyMs = await firstAnswer(child, `${origin}/heartbeat`);
      return serverOf(child, origin, readyMs, () => child.kill());
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

function serverOf(child: ChildProcess, https: string, readyMs: number, end: () => void): Server {
  return {
    https,
    readyMs,
    process: child,
    stop: async () => {
      // Not `close`: a channel that this side closed keeps Node from saying that.
      const ended = once(child, 'exit');
      end();
      await ended;
    },
  };
}

function message<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (value) => resolve(value as T));
    child.once('exit', () => reject(new Error('the server ended')));
  });
}

/** Asks again every few milliseconds until there is an answer. */
async function firstAnswer(child: ChildProcess, url: string): Promise<number> {
  const began = performance.now();
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with exit code ${child.exitCode}`);
    if (await answers(url)) return performance.now() - began;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(url, { rejectUnauthorized: false, agent: false }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode === 200));
    });
    asked.once('error', () => resolve(false)).end();
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
