import { Command } from 'commander';
import type { DeployOutcome, EnvironmentResult } from '../deploy';
import { PROJECT_ROOT } from '../project-root';
import { type ExitCode, type Output, onStopSignal, runCommand, UserError } from '../terminal';

interface DeployCommandOptions {
  json?: boolean;
  adopt?: boolean;
  failFast?: boolean;
  canary?: string;
  record?: string;
}

/** `gatehouse deploy <environment…>`: brings tenants to this build. */
export function deployCommand(): Command {
  return new Command('deploy')
    .description(
      'check, change only what differs through the Deploy CLI, verify, record; put back what fails',
    )
    .argument('<environment...>', 'files of tenant/environments, e.g. dev staging')
    .option('--canary <environment>', 'deploy to this one first; the others follow only where it succeeds')
    .option('--fail-fast', 'stop all others as soon as one fails')
    .option('--adopt', 'take over Actions of these names that gatehouse did not make')
    .option('--record <file>', 'also write the release records to this file, for CI to keep')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', () => `\nExit code: 0 every tenant runs this build, 1 error.\n${help()}`)
    .action((environments: string[], options: DeployCommandOptions) =>
      runCommand(options, (output) => deployAll(environments, options, output)),
    );
}

function help(): string {
  return (require('../deploy') as typeof import('../deploy')).CREDENTIALS_HELP;
}

async function deployAll(
  environments: string[],
  options: DeployCommandOptions,
  output: Output,
): Promise<ExitCode> {
  const { deployEnvironment, forEachEnvironment, requireWritable, tenantAccess, writeWhole } =
    require('../deploy') as typeof import('../deploy');
  const named = options.canary === undefined ? environments : [options.canary, ...environments];
  const { requireEnvironments } = require('./environments') as typeof import('./environments');
  requireEnvironments(named);
  const { variables, domains } = tenantAccess(PROJECT_ROOT, named);
  if (options.record !== undefined) requireWritable(options.record);
  const stop = new AbortController();
  const release = onInterrupt(stop, output);
  const width = Math.max(...environments.map((name) => name.length));
  const deployTo = (names: string[]) =>
    forEachEnvironment(names, async (environment) => {
      try {
        return await deployEnvironment({
          root: PROJECT_ROOT,
          environment,
          variables,
          ...(domains[environment] === undefined ? {} : { domain: domains[environment] }),
          adopt: options.adopt === true,
          say: (line) => output.note(`[${environment.padEnd(width)}] ${line}`),
          signal: stop.signal,
          withoutPromptsSchema: environment === 'local' || variables.GATEHOUSE_WITHOUT_PROMPTS_SCHEMA === '1',
        });
      } catch (error) {
        if (options.failFast === true) stop.abort();
        throw error;
      }
    });
  try {
    const { canary } = options;
    const first = canary === undefined ? [] : await deployTo([canary]);
    const others = environments.filter((name) => name !== canary);
    const results: EnvironmentResult<DeployOutcome>[] = first.some(({ error }) => error !== undefined)
      ? [...first, ...others.map((environment) => ({ environment, error: skipped(canary) }))]
      : [...first, ...(others.length === 0 ? [] : await deployTo(others))];

    output.line();
    for (const { environment, value, error } of results) {
      const outcome =
        value === undefined ? `failed     ${error?.message}` : `${value.outcome.padEnd(10)} ${value.changes}`;
      output.line(`${environment.padEnd(width)}  ${outcome}`);
    }
    const records = results.flatMap(({ value }) => (value?.record === undefined ? [] : [value.record]));
    const unkept = options.record === undefined ? undefined : keep(options.record, records, writeWhole);
    if (unkept !== undefined) output.note(unkept.message);
    output.result({
      ...(unkept === undefined ? {} : { error: { code: unkept.code, message: unkept.message } }),
      deployed: results.map(({ environment, value, error }) => {
        if (value === undefined)
          return { environment, outcome: 'failed', error: { code: error?.code, message: error?.message } };
        const { record, ...outcome } = value;
        return { ...outcome, ...(record === undefined ? {} : { release: record.id }) };
      }),
    });
    return results.every(({ error }) => error === undefined) && unkept === undefined ? 0 : 1;
  } finally {
    release();
  }
}

/** What was deployed is said in any case, also where its record cannot be kept. */
function keep(
  file: string,
  records: readonly unknown[],
  write: (file: string, value: unknown) => void,
): UserError | undefined {
  if (records.length === 0) return undefined;
  try {
    write(file, records.length === 1 ? records[0] : records);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function skipped(canary: string | undefined): UserError {
  return new UserError('CANARY_FAILED', `not touched, because ${canary} failed`);
}

/**
 * The first Ctrl-C stops the deploy and lets it put everything back; further ones must not cut that short. One that
 * comes when all is done is swallowed: the process is about to end with the exit code that tells how the deploy went.
 */
function onInterrupt(stop: AbortController, output: Output): () => void {
  let done = false;
  const onSignal = () => {
    if (done) return;
    output.note(
      stop.signal.aborted
        ? 'Still putting back what was there: please wait, or the tenant stays half changed.'
        : 'Stopping: what was changed is put back.',
    );
    stop.abort();
  };
  onStopSignal(onSignal);
  return () => {
    done = true;
  };
}
