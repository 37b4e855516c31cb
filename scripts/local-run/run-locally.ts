import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildEnvironment } from '../bundle';
import { type EnvironmentConfig, loadEnvironment, renderDiagnostics } from '../config';
import { deployCliConfig, deployToLocal } from '../deploy/deploy-to-local';
import { openStateFolder, type RunningTenant, startTenant } from '../local-tenant/running';
import { EXAMPLE_PASSWORD, type ExampleUser, seedExampleUsers } from '../local-tenant/seed';
import { PROJECT_ROOT } from '../project-root';
import { type Output, UserError } from '../terminal';
import { watchSources } from './watch-sources';

export interface LocalRunOptions {
  /** Where tenant/ and actions/ are; this project's by default. */
  root?: string;
  fresh?: boolean;
  watch?: boolean;
  cold?: boolean;
  /** Where given, this port and no other; by default 4400 and 4443, or the next free ones. */
  port?: number;
  tlsPort?: number;
  /** Ends the run: Ctrl-C. */
  signal: AbortSignal;
  output: Output;
}

/**
 * What `npm start` does: checks the policy and builds `local` before the tenant is touched, starts the local tenant,
 * deploys to it with the real Deploy CLI, prints the addresses, and stays until `signal`.
 *
 * @throws UserError `CONFIG_INVALID`, and what starting and deploying throw
 */
export async function runLocally(options: LocalRunOptions): Promise<void> {
  const root = options.root ?? PROJECT_ROOT;
  const { output, signal } = options;

  const state = openStateFolder(join(root, '.gatehouse'));
  let running: RunningTenant | undefined;
  try {
    output.progress('Checking the policy and building local');
    const build = await buildLocal(root, output, 'run the command again');
    let current = build;
    if (options.fresh === true) state.removeTenant();

    output.progress('Starting the local tenant');
    running = await startTenant({
      database: state.database,
      certificates: state.certificates,
      http: portChoice(options.port, 4400),
      https: portChoice(options.tlsPort, 4443),
      runtime: runtimeOptions(options),
      claimsNamespace: build.config.policy.claims.namespace,
      config: () => current.config,
    });
    state.announce({ http: running.http, https: running.https });
    writeFileSync(state.deployCliConfig, JSON.stringify(deployCliConfig(running)), { mode: 0o600 });
    const users = await seedExampleUsers(running.tenant, build.config);
    output.progress(`Pages are up at ${running.http}; deploying with the Deploy CLI`);
    output.line(await deploy(build, running, output, signal));
    printAddresses(running, state.deployCliConfig, users, output);
    if (options.watch === true) {
      await watchAndDeploy(root, running, output, signal, (built) => {
        current = built;
      });
    } else await aborted(signal);
    output.note('Stopping the local tenant.');
  } finally {
    output.progressDone();
    await running?.close();
    state.release();
  }
}

interface LocalBuild {
  config: EnvironmentConfig;
  folder: string;
  actions: Awaited<ReturnType<typeof buildEnvironment>>['actions'];
}

async function buildLocal(root: string, output: Output, next: string): Promise<LocalBuild> {
  const loaded = await loadEnvironment({ root, environment: 'local' });
  if (!loaded.ok) {
    output.progressDone();
    throw new UserError(
      'CONFIG_INVALID',
      `${renderDiagnostics(loaded.diagnostics, root)}\n\nNothing was changed. Correct this and ${next}.`,
      loaded.diagnostics,
    );
  }
  if (loaded.diagnostics.length > 0) output.note(renderDiagnostics(loaded.diagnostics, root));
  const folder = join(root, 'dist', 'local');
  const { actions } = await buildEnvironment(loaded.config, folder);
  return { config: loaded.config, folder, actions };
}

/** In one sentence, what it did. */
async function deploy(
  build: LocalBuild,
  running: RunningTenant,
  output: Output,
  signal: AbortSignal,
): Promise<string> {
  const started = Date.now();
  const outcome = await deployToLocal({
    running,
    folder: build.folder,
    actions: build.actions,
    onProgress: (step) => output.progress(step),
    signal,
  });
  output.progressDone();
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const names = build.actions.map((action) => action.name).join(', ');
  return outcome === 'deployed'
    ? `Deployed ${names} with the Deploy CLI in ${seconds} s.`
    : `Nothing changed since the last deploy: ${names} run as deployed.`;
}

async function watchAndDeploy(
  root: string,
  running: RunningTenant,
  output: Output,
  signal: AbortSignal,
  onDeployed: (build: LocalBuild) => void,
): Promise<void> {
  output.line('Watching actions/ and tenant/: save a file to build and deploy again.');
  await watchSources([join(root, 'actions'), join(root, 'tenant')], signal, async () => {
    try {
      output.progress('Saved: building local');
      const build = await buildLocal(root, output, 'save again');
      // A note: what `--json` prints was printed when the tenant was ready.
      output.note(await deploy(build, running, output, signal));
      onDeployed(build);
    } catch (error) {
      output.progressDone();
      if (signal.aborted) return;
      // A mistake while editing is no reason to stop: what was deployed last goes on running.
      const message = error instanceof Error ? error.message : String(error);
      output.note(`${message}\nThe tenant still runs what was deployed before.`);
    }
  });
}

function printAddresses(
  running: RunningTenant,
  configFile: string,
  users: ExampleUser[],
  output: Output,
): void {
  const addresses = {
    sampleApp: `${running.http}/app`,
    dashboard: `${running.http}/dashboard`,
    outbox: `${running.http}/dashboard/outbox`,
    issuer: `${running.http}/`,
    https: running.https,
    certificateAuthority: running.certificateAuthority,
    deployCliConfig: configFile,
  };
  output.line();
  output.line(`  Sample app   ${addresses.sampleApp}`);
  output.line(`  Dashboard    ${addresses.dashboard}`);
  output.line(`  Outbox       ${addresses.outbox}`);
  output.line(`  Deploy CLI   ${addresses.https}  (authority: ${addresses.certificateAuthority})`);
  output.line(`               a0deploy … --config_file ${addresses.deployCliConfig}`);
  output.line();
  output.line(`  Log in as one of these; the password of each is ${EXAMPLE_PASSWORD}`);
  for (const user of users) output.line(`    ${user.email.padEnd(20)} ${user.shows}`);
  output.line();
  output.line('  Ctrl-C stops everything.');
  output.result({ ...addresses, users: users.map((user) => user.email), password: EXAMPLE_PASSWORD });
}

function portChoice(wanted: number | undefined, usual: number): { port: number; attempts?: number } {
  return wanted === undefined ? { port: usual } : { port: wanted, attempts: 1 };
}

function runtimeOptions(options: LocalRunOptions): { cold?: boolean; node?: string } {
  const node = process.env.GATEHOUSE_ACTION_NODE;
  return {
    ...(options.cold === true ? { cold: true } : {}),
    ...(node === undefined || node === '' ? {} : { node }),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
