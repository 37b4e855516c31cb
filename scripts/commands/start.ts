import { Command } from 'commander';
import { runCommand } from '../terminal';

/** `gatehouse start`. */
export function startCommand(): Command {
  return new Command('start')
    .description('check policy and configuration without writing anything')
    .argument('[environment]', 'local, dev, staging, production; all where absent')
    .option('--json', 'print the result as JSON')
    .action((_environment: string | undefined, options: { json?: boolean }) =>
      runCommand(options, async () => 0),
    );
}
