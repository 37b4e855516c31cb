import { Command } from 'commander';
import { runCommand } from '../terminal';

/** `gatehouse simulate`. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('check policy and configuration without writing anything')
    .argument('[environment]', 'local, dev, staging, production; all where absent')
    .option('--json', 'print the result as JSON')
    .action((_environment: string | undefined, options: { json?: boolean }) =>
      runCommand(options, async () => 0),
    );
}
