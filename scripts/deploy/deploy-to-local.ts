import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { RESEND_SECRETS } from '../../actions/policy/secrets';
import type { BuiltAction } from '../bundle';
import { deployedActions } from '../local-tenant/actions-runtime';
import type { RunningTenant } from '../local-tenant/running';
import { SEEDED_CLIENTS } from '../local-tenant/seed';
import type { Client } from '../local-tenant/store';
import { UserError } from '../terminal';
import { runDeployCli } from './deploy-cli';

export interface LocalDeploy {
  running: RunningTenant;
  /** dist/local, as `buildEnvironment` wrote it. */
  folder: string;
  actions: readonly BuiltAction[];
  /** One short sentence at a time, for people. */
  onProgress: (step: string) => void;
  signal?: AbortSignal;
  /** The CLI as it is, its 20 s schema check included. */
  untouched?: boolean;
}

export type LocalDeployOutcome = 'deployed' | 'unchanged';

/** What the store remembers of the last deploy, so that the same one is not made again. */
interface LastDeploy {
  fingerprint: string;
}

/**
 * Deploys dist/local to the running local tenant with the real Deploy CLI, in one run over TLS. Skipped where
 * neither the folder nor the tenant's Actions have changed since the last time.
 *
 * @throws UserError `LOCAL_DEPLOY_FAILED` with what the CLI said
 */
export async function deployToLocal(deploy: LocalDeploy): Promise<LocalDeployOutcome> {
  const { running } = deploy;
  const state = running.tenant.store.collection<LastDeploy>('gatehouse-state');
  const secrets = localSecrets(deploy);
  const fingerprint = fingerprintOf(deploy.folder, secrets);
  if (state.get('last-deploy')?.fingerprint === fingerprint && runsExactly(deploy)) return 'unchanged';

  state.delete('last-deploy');
  const result = await runDeployCli({
    command: { import: join(deploy.folder, 'tenant.yaml') },
    domain: new URL(running.https).host,
    credentials: deployCredentials(running),
    keywords: secrets,
    certificateAuthority: running.certificateAuthority,
    withoutPromptsSchema: deploy.untouched !== true,
    onLine: (line) => {
      const step = progressOf(line);
      if (step !== undefined) deploy.onProgress(step);
    },
    ...(deploy.signal ? { signal: deploy.signal } : {}),
  });
  if (result.exitCode !== 0) {
    throw new UserError(
      'LOCAL_DEPLOY_FAILED',
      `The Deploy CLI could not deploy to the local tenant: ${result.failure ?? 'it gave no reason'}.`,
      result.lines,
    );
  }
  if (!runsExactly(deploy)) {
    throw new UserError(
      'LOCAL_DEPLOY_FAILED',
      'The Deploy CLI ended without an error, but the local tenant does not run this build. Run `npm start -- --fresh`.',
      result.lines,
    );
  }
  state.put('last-deploy', { fingerprint });
  return 'deployed';
}

/** True where the tenant runs these Actions byte for byte, bound in this order. */
function runsExactly({ running, actions }: LocalDeploy): boolean {
  const triggers = new Set(actions.map((action) => action.trigger));
  return [...triggers].every((trigger) => {
    const wanted = actions.filter((action) => action.trigger === trigger);
    const bound = deployedActions(running.tenant.store, trigger);
    const own = bound.filter((action) => wanted.some((candidate) => candidate.name === action.name));
    return (
      own.length === wanted.length && wanted.every((action) => own.some(({ code }) => code === action.code))
    );
  });
}

function fingerprintOf(folder: string, secrets: Record<string, string>): string {
  const hash = createHash('sha256').update(JSON.stringify(secrets));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    // The manifest names the commit, which changes nothing in the tenant.
    .filter((entry) => entry.isFile() && entry.name !== 'manifest.json')
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    hash.update(`${relative(folder, file)}\0`);
    hash.update(readFileSync(file));
    hash.update('\0');
  }
  return hash.digest('hex');
}

/** What the Deploy CLI takes as `--config_file` to reach this tenant: for people who run it by hand. */
export function deployCliConfig(running: RunningTenant): Record<string, string> {
  const { clientId, clientSecret } = deployCredentials(running);
  return {
    AUTH0_DOMAIN: new URL(running.https).host,
    AUTH0_CLIENT_ID: clientId,
    AUTH0_CLIENT_SECRET: clientSecret,
  };
}

function deployCredentials(running: RunningTenant): { clientId: string; clientSecret: string } {
  return credentialsOf(running, SEEDED_CLIENTS.deploy);
}

function credentialsOf(running: RunningTenant, seeded: string): { clientId: string; clientSecret: string } {
  const client = running.tenant.store.collection<Client>('clients').get(seeded);
  if (client?.client_secret === undefined) {
    throw new UserError(
      'STATE_INCOMPLETE',
      `The local tenant has lost its client ${seeded}. Stop it and run \`npm start\` again: what is missing is put back.`,
    );
  }
  return { clientId: client.client_id, clientSecret: client.client_secret };
}

/**
 * The local tenant's own values for the secrets that the Actions declare: those of the client that sends verification
 * emails again, and otherwise random ones, made once per store.
 */
function localSecrets({ running, actions }: LocalDeploy): Record<string, string> {
  const secrets = running.tenant.store.collection<{ value: string }>('local-secrets');
  const resend = credentialsOf(running, SEEDED_CLIENTS.resend);
  const given: Record<string, string> = {
    [RESEND_SECRETS.domain]: new URL(running.https).host,
    [RESEND_SECRETS.clientId]: resend.clientId,
    [RESEND_SECRETS.clientSecret]: resend.clientSecret,
  };
  const names = [...new Set(actions.flatMap((action) => action.secrets))];
  return Object.fromEntries(
    names.map((name) => {
      const value = given[name] ?? secrets.get(name)?.value ?? randomBytes(32).toString('base64url');
      if (given[name] === undefined) secrets.put(name, { value });
      return [name, value];
    }),
  );
}

/** The CLI's lines are for its makers; of these people want to know what is being written. */
function progressOf(line: string): string | undefined {
  const match = /\b(Created|Updated|Deployed) \[?([A-Za-z ]+)\]?:?\s*(.*)$/.exec(line);
  if (!match) return undefined;
  const [, verb, type, what] = match;
  return `Deploy CLI: ${verb?.toLowerCase()} ${type?.trim()} ${summary(what ?? '')}`.trim();
}

function summary(what: string): string {
  try {
    const parsed = JSON.parse(what) as { name?: unknown };
    return typeof parsed.name === 'string' ? parsed.name : '';
  } catch {
    return what.length > 60 ? '' : what;
  }
}
