import { Command, Option } from 'commander';
import { PROJECT_ROOT } from '../project-root';
import { counted, type ExitCode, isReaderGone, type Output, runCommand, UserError } from '../terminal';

interface EvidenceOptions {
  json?: boolean;
  format: 'csv' | 'ndjson';
  out?: string;
  job?: string;
}

/** `gatehouse evidence <environment>`: who accepted what. */
export function evidenceCommand(): Command {
  return new Command('evidence')
    .description('export who accepted which version of which text, when and how, and count them')
    .argument('<environment>', 'a file of tenant/environments, e.g. production')
    .addOption(
      new Option('--format <format>', 'how the rows are written').choices(['csv', 'ndjson']).default('csv'),
    )
    .option('--out <file>', 'where the rows go; standard output where absent (with --json: nowhere)')
    .option('--job <id>', 'take the result of this export job, e.g. after the connection broke')
    .option('--json', 'print the counts as JSON')
    .addHelpText('after', () => {
      const { CREDENTIALS_HELP } = require('../deploy') as typeof import('../deploy');
      return `\nNeeds the scope read:users of the tenant’s Management API.\n${CREDENTIALS_HELP}`;
    })
    .action((environment: string, options: EvidenceOptions) =>
      runCommand(options, (output) => evidence(environment, options, output)),
    );
}

async function evidence(environment: string, options: EvidenceOptions, output: Output): Promise<ExitCode> {
  const deploy = require('../deploy') as typeof import('../deploy');
  const { Writable } = require('node:stream') as typeof import('node:stream');
  const { variables, domains } = deploy.tenantAccess(PROJECT_ROOT, [environment]);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const file = options.out === undefined ? undefined : deploy.draftFile(options.out);
  const target = file?.target ?? (options.json === true ? nowhere : process.stdout);
  try {
    const { client, documents } = await deploy.connectForEvidence({
      root: PROJECT_ROOT,
      environment,
      variables,
      ...(domains[environment] === undefined ? {} : { domain: domains[environment] }),
    });
    const counts = await deploy.streamEvidence(
      client,
      documents,
      { target, format: options.format, ...(options.job === undefined ? {} : { job: options.job }) },
      (line) => output.progress(line),
    );
    output.progressDone();
    await file?.finish();
    output.note(counted(counts.users, 'user'));
    for (const [document, labels] of Object.entries(counts.current)) {
      for (const [label, users] of Object.entries(labels).sort())
        output.note(`  ${document} ${label}: ${users}`);
    }
    output.result({ environment, ...counts });
    return 0;
  } catch (error) {
    file?.discard();
    if (target === process.stdout && isReaderGone(error)) {
      throw new UserError('OUTPUT_CLOSED', 'Standard output was closed before all rows were written.');
    }
    throw file?.problem() ?? deploy.explainTenantError(error, environment);
  }
}
