import { Command } from 'commander';
import { PROJECT_ROOT } from '../project-root';
import { runCommand } from '../terminal';

/** `gatehouse simulate <scenario>`: runs a scenario through the built bundles; changes nothing anywhere. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('run a scenario through the built Actions')
    .argument('<scenario>', 'a scenario file (.yaml, .yml or .json), or - for standard input')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExit code 0 whatever the outcome, 1 where the scenario or its policy is refused.',
    )
    .action((file: string, options: { json?: boolean }) =>
      runCommand(options, async (output) => {
        // Loaded here: the other commands do not pay for it.
        const { readScenario, renderResult, simulateFile } =
          require('../simulation') as typeof import('../simulation');
        const result = await simulateFile(readScenario(file, PROJECT_ROOT), { root: PROJECT_ROOT });
        output.line(renderResult(result));
        output.result(result);
        return 0;
      }),
    );
}
