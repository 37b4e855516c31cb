import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ManagementApiOptions } from '../../scripts/local-tenant/management-api';
import { type RunningTenant, startTenant } from '../../scripts/local-tenant/running';
import { SEEDED_CLIENTS } from '../../scripts/local-tenant/seed';
import type { Client, TenantStore } from '../../scripts/local-tenant/store';
import { PROJECT_ROOT } from '../../scripts/project-root';

export interface CommandResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** What `--json` printed. */
  json: Record<string, never> & Record<string, unknown>;
}

/** A copy of this project whose environments are tenants on this machine, each at `/t/<environment>`. */
export interface DeploySandbox {
  root: string;
  running: RunningTenant;
  /** Runs `gatehouse …` as a user does: a process of its own, the untouched Deploy CLI below it. */
  gatehouse(arguments_: string[], environment?: Record<string, string>): Promise<CommandResult>;
  start(arguments_: string[]): { done: Promise<CommandResult>; kill(signal: NodeJS.Signals): void };
  store(environment: string): TenantStore;
  edit(file: string, change: (text: string) => string): void;
  close(): Promise<void>;
}

export async function deploySandbox(
  environments: readonly string[],
  managementApi: ManagementApiOptions = {},
): Promise<DeploySandbox> {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-deploy-test-'));
  for (const path of ['tenant', 'actions', 'scripts', 'package.json', 'tsconfig.json']) {
    cpSync(join(PROJECT_ROOT, path), join(root, path), { recursive: true });
  }
  symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(root, 'node_modules'));
  const running = await startTenant({
    database: join(root, 'tenants.db'),
    certificates: join(root, 'tls'),
    http: { port: 0 },
    https: { port: 0 },
    tenants: environments,
    claimsNamespace: 'https://gatehouse.example.com',
    managementApi,
  });
  const store = (environment: string): TenantStore => {
    const context = running.tenantNamed(environment);
    if (context === undefined) throw new Error(`no tenant ${environment}`);
    return context.store;
  };
  const variables: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: root,
    NODE_EXTRA_CA_CERTS: running.certificateAuthority,
    // The real CLI all the same, without its 20 s schema check; one test leaves this out.
    GATEHOUSE_WITHOUT_PROMPTS_SCHEMA: '1',
  };
  for (const environment of environments) {
    const file = join(root, 'tenant/environments', `${environment}.yaml`);
    const domain = `${new URL(running.https).host}/t/${environment}`;
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^domain: .*$/m, `domain: ${domain}`));
    const client = store(environment).collection<Client>('clients').get(SEEDED_CLIENTS.deploy);
    variables[`GATEHOUSE_${environment.toUpperCase()}_CLIENT_ID`] = client?.client_id ?? '';
    variables[`GATEHOUSE_${environment.toUpperCase()}_CLIENT_SECRET`] = client?.client_secret ?? '';
  }
  const start = (arguments_: string[], extra: Record<string, string> = {}) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/gatehouse.ts', ...arguments_], {
      cwd: root,
      env: { ...variables, ...extra },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const done = new Promise<CommandResult>((resolve) => {
      child.once('close', (exitCode) => {
        const json = stdout.startsWith('{') ? JSON.parse(stdout) : {};
        resolve({ exitCode, stdout, stderr, json });
      });
    });
    return { done, kill: (signal: NodeJS.Signals) => void child.kill(signal) };
  };
  return {
    root,
    running,
    start,
    store,
    gatehouse: (arguments_, extra) => start(arguments_, extra).done,
    edit: (file, change) => writeFileSync(join(root, file), change(readFileSync(join(root, file), 'utf8'))),
    close: async () => {
      await running.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
