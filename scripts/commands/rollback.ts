import { Command } from 'commander';
import { PROJECT_ROOT } from '../project-root';
import { type ExitCode, type Output, onStopSignal, runCommand } from '../terminal';

/** `gatehouse rollback <environment>`: to what ran before the last release. */
export function rollbackCommand(): Command {
  return new Command('rollback')
    .description('go back to what ran before the last release that was not undone yet: code and order')
    .argument('<environment>', 'a file of tenant/environments, e.g. production')
    .option('--release <file>', 'undo the release of this record, in place of the last one of this machine')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', () => {
      const { CREDENTIALS_HELP } = require('../deploy') as typeof import('../deploy');
      return `\nVersions of Actions carry their secrets: the older values come back with the older code.\nForms, pages and settings stay as they are.\n${CREDENTIALS_HELP}`;
    })
    .action((environment: string, options: { json?: boolean; release?: string }) =>
      runCommand(options, (output) => rollback(environment, options, output)),
    );
}

async function rollback(
  environment: string,
  options: { release?: string },
  output: Output,
): Promise<ExitCode> {
  const deploy = require('../deploy') as typeof import('../deploy');
  const { variables, domains } = deploy.tenantAccess(PROJECT_ROOT, [environment]);
  // It takes seconds, and half of it would be worse than all of it.
  const release = onStopSignal(() => output.note('The rollback is brought to its end first.'));
  try {
    const outcome = await deploy.rollbackEnvironment({
      root: PROJECT_ROOT,
      environment,
      variables,
      ...(domains[environment] === undefined ? {} : { domain: domains[environment] }),
      say: (line) => output.note(line),
      ...(options.release === undefined
        ? {}
        : { release: deploy.readReleaseRecord(options.release, environment) }),
    });
    output.line(`${environment}: back to what ran before release ${outcome.undone}`);
    for (const line of outcome.done) output.line(`  ${line}`);
    if (outcome.done.length === 0) output.line('  it ran that already');
    if (outcome.secrets.length > 0) {
      output.line(`  secrets have the values again that they had then: ${outcome.secrets.join(', ')}`);
    }
    const { record, ...result } = outcome;
    output.result({ ...result, release: record.id });
    return 0;
  } catch (error) {
    throw deploy.explainTenantError(error, environment);
  } finally {
    release();
  }
}
