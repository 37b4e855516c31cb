import { Command } from 'commander';
import { renderDiagnostics } from '../config';
import { PROJECT_ROOT } from '../project-root';
import { counted, type ExitCode, type Output, runCommand } from '../terminal';

/** `gatehouse verify <environment…>`: whether a tenant runs exactly this build. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('check that what runs in the tenant is byte for byte this build, bound in this order')
    .argument('<environment...>', 'files of tenant/environments, e.g. dev')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', () => {
      const { CREDENTIALS_HELP } = require('../deploy') as typeof import('../deploy');
      return `\nExit code: 0 it is, 2 it differs, 1 error.\n${CREDENTIALS_HELP}`;
    })
    .action((environments: string[], options: { json?: boolean }) =>
      runCommand(options, (output) => verify(environments, output)),
    );
}

async function verify(environments: string[], output: Output): Promise<ExitCode> {
  const deploy = require('../deploy') as typeof import('../deploy');
  const { variables, domains } = deploy.tenantAccess(PROJECT_ROOT, environments);
  output.progress(`reading ${environments.join(', ')}`);
  const results = await deploy.forEachEnvironment(environments, async (environment) => {
    const target = await deploy.openTarget({
      root: PROJECT_ROOT,
      environment,
      variables,
      ...(domains[environment] === undefined ? {} : { domain: domains[environment] }),
    });
    return {
      findings: deploy.verifyTarget(target),
      warnings: deploy.verifyAdvice(target, new Date()),
      domain: target.config.domain,
    };
  });
  output.progressDone();
  for (const { environment, value, error } of results) {
    if (value === undefined) {
      output.note(`${environment}: ${error?.message}`);
      continue;
    }
    const wrong = value.findings.filter(({ ok }) => !ok).length;
    output.line(
      `${environment} (${value.domain}): ${wrong === 0 ? 'runs exactly this build' : counted(wrong, 'difference')}`,
    );
    for (const { subject, ok, message } of value.findings)
      output.line(`  ${ok ? '=' : '~'} ${subject}: ${message}`);
    if (value.warnings.length > 0) output.note(renderDiagnostics(value.warnings, PROJECT_ROOT));
  }
  output.result({
    verified: results.map(({ environment, value, error }) => ({
      environment,
      ...(value === undefined
        ? { error: { code: error?.code, message: error?.message } }
        : { ok: value.findings.every(({ ok }) => ok), ...value }),
    })),
  });
  if (results.some(({ error }) => error !== undefined)) return 1;
  return results.every(({ value }) => value?.findings.every(({ ok }) => ok)) ? 0 : 2;
}
