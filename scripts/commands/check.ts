import { Command } from 'commander';
import { assembleEnvironment, BuildError, bundleWarnings } from '../bundle';
import { adviseOn, type Diagnostic, renderDiagnostics } from '../config';
import { PROJECT_ROOT } from '../project-root';
import { counted, runCommand } from '../terminal';
import { loadEnvironments, selectEnvironments } from './environments';

/** `gatehouse check [environment]`: says what is wrong in the policy and the configuration, writes nothing. */
export function checkCommand(): Command {
  return new Command('check')
    .description('check policy and configuration without writing anything')
    .argument('[environment]', 'a file of tenant/environments, e.g. local; all where absent')
    .option('--json', 'print the result as JSON')
    .action((environment: string | undefined, options: { json?: boolean }) =>
      runCommand(options, async (output) => {
        const names = selectEnvironments(environment);
        const { configs, diagnostics: found } = await loadEnvironments(names);
        const diagnostics: Diagnostic[] = [...found];
        for (const config of configs) {
          diagnostics.push(...adviseOn(config, new Date()));
          try {
            diagnostics.push(...bundleWarnings((await assembleEnvironment(config)).actions));
          } catch (error) {
            if (!(error instanceof BuildError)) throw error;
            diagnostics.push(...error.diagnostics);
          }
        }
        const shown = [...new Map(diagnostics.map((each) => [JSON.stringify(each), each])).values()];
        const errors = shown.filter((diagnostic) => diagnostic.severity === 'error').length;
        const warnings = shown.length - errors;
        if (shown.length > 0) {
          output.line(renderDiagnostics(shown, PROJECT_ROOT, { color: process.stdout.isTTY }));
          output.line();
        }
        output.line(`${names.join(', ')}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}`);
        output.result({ ok: errors === 0, environments: names, diagnostics: shown });
        return errors === 0 ? 0 : 1;
      }),
    );
}
