import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadEnvironment } from '../../scripts/config';
import { SEEDED_CLIENTS, seedExampleUsers } from '../../scripts/local-tenant/seed';
import type { TenantStore } from '../../scripts/local-tenant/store';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { type DeploySandbox, deploySandbox } from '../deploy/deploy-sandbox';
import type { ConsoleBlock, Edit } from './console-blocks';

/** A copy of the project in which a document's commands are run one after the other. */
export interface ConsoleSession {
  root: string;
  /** Makes the block's edits, runs its command as written, and gives what it printed. @throws Error on another exit code */
  run(block: ConsoleBlock): Promise<string>;
  close(): Promise<void>;
}

/** The environments whose tenants stand for a team's own. */
const ENVIRONMENTS = ['dev', 'staging', 'production'];
const STARTED = 'Ctrl-C stops everything.';
/** Far more than any command takes: one that hangs ends, and says which it is. */
const LONGEST_COMMAND_MS = 120_000;

/**
 * @param commands what will be run: only the tenants that they name are started
 * @param scopes all that the machine-to-machine client may do there
 */
export async function consoleSession(
  commands: readonly string[],
  scopes: readonly string[],
): Promise<ConsoleSession> {
  const words = commands.flatMap((command) => command.split(' '));
  const environments = ENVIRONMENTS.filter((name) => words.includes(name));
  const sandbox = await deploySandbox(environments);
  await seedUsers(sandbox, environments);
  for (const environment of environments) grantOnly(scopes, sandbox.store(environment));
  const shown = shownAs(sandbox);
  return {
    root: sandbox.root,
    run: async (block) => {
      for (const edit of block.edits) apply(edit, sandbox);
      const { output, exitCode } = await runCommand(block.command, sandbox);
      if (exitCode !== block.exitCode) {
        const ending = exitCode === null ? 'did not end in time' : `ended with exit code ${exitCode}`;
        throw new Error(`README.md:${block.line}: \`${block.command}\` ${ending}:\n${output}`);
      }
      return shown(output);
    },
    close: () => sandbox.close(),
  };
}

function apply(edit: Edit, { root }: DeploySandbox): void {
  const file = join(root, edit.file);
  if (edit.kind === 'copy') {
    copyFileSync(file, join(root, edit.to));
    return;
  }
  if (edit.kind === 'write') {
    writeFileSync(file, edit.text);
    return;
  }
  const text = readFileSync(file, 'utf8');
  const at = text.indexOf(edit.before);
  if (at < 0) throw new Error(`${edit.file} does not contain ${edit.before}`);
  const replaced = edit.kind === 'replace' ? edit.before.length : 0;
  const put = edit.kind === 'replace' ? edit.after : edit.text;
  writeFileSync(file, text.slice(0, at) + put + text.slice(at + replaced));
}

/** The programs that a document may show; npx and npm start the same file. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  'npx gatehouse': [process.execPath, 'scripts/gatehouse.cjs'],
  'npm start': [process.execPath, 'scripts/gatehouse.cjs', 'start'],
  // macOS has it under another name; what it prints is the same.
  sha256sum: process.platform === 'darwin' ? ['shasum', '-a', '256'] : ['sha256sum'],
};

function runCommand(command: string, { root, variables }: DeploySandbox) {
  const shown = Object.keys(PROGRAMS).find((name) => `${command} `.startsWith(`${name} `));
  if (shown === undefined) {
    throw new Error(`"${command}" is none of ${Object.keys(PROGRAMS).join(', ')}`);
  }
  const words = command.slice(shown.length).split(' ').filter(Boolean);
  const [program = '', ...arguments_] = [...(PROGRAMS[shown] ?? []), ...words];
  const child = spawn(program, arguments_, {
    cwd: root,
    env: variables,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_COMMAND_MS,
    killSignal: 'SIGKILL',
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    const wasStarted = output.includes(STARTED);
    output += chunk;
    // What a person does then, once.
    if (!wasStarted && output.includes(STARTED)) child.kill('SIGINT');
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return new Promise<{ output: string; exitCode: number | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ output, exitCode }));
  });
}

/** Outputs with the domains of the environment files, and without this machine's folders and ports. */
function shownAs({ root, running }: DeploySandbox): (output: string) => string {
  const host = new URL(running.https).host;
  const domains = ENVIRONMENTS.map((name) => {
    const text = readFileSync(join(PROJECT_ROOT, 'tenant/environments', `${name}.yaml`), 'utf8');
    return [`${host}/t/${name}`, /^domain: (.*)$/m.exec(text)?.[1] ?? ''] as const;
  });
  return (output) => {
    const named = domains.reduce((text, [from, to]) => text.replaceAll(from, to), output);
    const here = named.replaceAll(`${root}/`, '').replaceAll(root, '.');
    const ports = here.replace(/http:\/\/localhost:\d+/g, 'http://localhost:4400');
    const tls = ports.replace(/https:\/\/localhost:\d+/g, 'https://localhost:4443');
    return `${tls.replace(/[ \t]+$/gm, '').trimEnd()}\n`;
  };
}

function grantOnly(scopes: readonly string[], store: TenantStore): void {
  const grants = store.collection<{ id: string; client_id: string; scope: string[] }>('client-grants');
  for (const grant of grants.list()) {
    if (grant.client_id === SEEDED_CLIENTS.deploy) grants.put(grant.id, { ...grant, scope: [...scopes] });
  }
}

/** Some who accepted, in each tenant. */
async function seedUsers(sandbox: DeploySandbox, environments: readonly string[]): Promise<void> {
  if (environments.length === 0) return;
  const loaded = await loadEnvironment({ root: PROJECT_ROOT, environment: 'local' });
  if (!loaded.ok) throw new Error('the policy is broken: run `npx gatehouse check`');
  for (const environment of environments) {
    const tenant = sandbox.running.tenantNamed(environment);
    if (tenant) await seedExampleUsers(tenant, loaded.config);
  }
}
