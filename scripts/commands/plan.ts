import { Command } from 'commander';
import { renderDiagnostics } from '../config';
import { PROJECT_ROOT } from '../project-root';
import { counted, type ExitCode, type Output, runCommand } from '../terminal';

interface PlanOptions {
  json?: boolean;
  diff: boolean;
  adopt?: boolean;
  againstRelease?: string;
}

/** `gatehouse plan <environment…>`: what a deploy would change; reads only. */
export function planCommand(): Command {
  return new Command('plan')
    .description('show what a deploy would change: code, order, secrets (names), forms, pages, settings')
    .argument('<environment...>', 'files of tenant/environments, e.g. dev')
    .option('--no-diff', 'one line per change, without its text')
    .option('--adopt', 'plan to take over Actions of these names that gatehouse did not make')
    .option(
      '--against-release <file>',
      'compare the tenant with a release record in place of this build (drift)',
    )
    .option('--json', 'print the plan as JSON')
    .addHelpText('after', () => `\nExit code: 0 no changes, 2 changes, 1 error.\n${help()}`)
    .action((environments: string[], options: PlanOptions) =>
      runCommand(options, (output) => plan(environments, options, output)),
    );
}

function help(): string {
  return (require('../deploy') as typeof import('../deploy')).CREDENTIALS_HELP;
}

async function plan(environments: string[], options: PlanOptions, output: Output): Promise<ExitCode> {
  // Loaded here: the SDK is large, and other commands do not need it.
  const deploy = require('../deploy') as typeof import('../deploy');
  const { variables, domains } = deploy.tenantAccess(PROJECT_ROOT, environments);
  output.progress(`reading ${environments.join(', ')}`);
  const plans = await deploy.forEachEnvironment(environments, async (environment) => {
    const file = options.againstRelease;
    const release = file === undefined ? undefined : deploy.readReleaseRecord(file, environment);
    const target = await deploy.openTarget({
      root: PROJECT_ROOT,
      environment,
      variables,
      ...(domains[environment] === undefined ? {} : { domain: domains[environment] }),
      adopt: options.adopt === true,
      ...(release === undefined ? {} : { alsoRead: deploy.releaseRequest(release) }),
    });
    const drift =
      release === undefined ? undefined : deploy.verifyRelease(target, release).filter(({ ok }) => !ok);
    return { target, drift, release };
  });
  output.progressDone();
  let differences = false;
  const shown = plans.map(({ environment, value, error }) => {
    if (value === undefined) {
      output.note(`${environment}: ${error?.message}`);
      return { environment, error: { code: error?.code, message: error?.message } };
    }
    const { target, drift, release } = value;
    const { changes, foreign, taken } = target.comparison;
    const { domain } = target.config;
    if (drift !== undefined) {
      differences ||= drift.length > 0;
      output.line(
        `${environment} (${domain}) against release ${release?.id}: ${drift.length === 0 ? 'no drift' : counted(drift.length, 'difference')}`,
      );
      for (const { subject, message } of drift) output.line(`~ ${subject}: ${message}`);
      return { environment, domain, release: release?.id, drift };
    }
    differences ||= changes.length > 0;
    output.line(
      `${environment} (${domain}): ${changes.length === 0 ? 'no changes' : counted(changes.length, 'change')}`,
    );
    const text = deploy.renderComparison(target.comparison, {
      color: process.stdout.isTTY,
      diffs: options.diff,
    });
    if (text !== '') output.line(text);
    const interrupted = target.records.journal() !== undefined;
    if (interrupted)
      output.line('! a deploy was interrupted, or runs now; the next one first puts back what it left');
    for (const name of target.formsWithoutId)
      output.line(`  the id of form ${name} is known after the form exists`);
    for (const name of taken)
      output.line(`! "${name}": ${deploy.whoseIsIt(name, target.records)}; deploy refuses without --adopt`);
    const warnings = target.warnings.filter(({ code }) => code !== 'CONFIG_FORM_ID_UNKNOWN');
    const advice = [...warnings, ...deploy.adviseOnTarget(target, new Date())];
    if (advice.length > 0) output.note(renderDiagnostics(advice, PROJECT_ROOT));
    return {
      environment,
      domain,
      changes,
      foreign,
      taken,
      formsWithoutId: target.formsWithoutId,
      interrupted,
      bindings: target.comparison.bindings,
      manifest: target.build.manifest,
      warnings: advice,
    };
  });
  output.result({ plans: shown });
  if (plans.some(({ error }) => error !== undefined)) return 1;
  return differences ? 2 : 0;
}
