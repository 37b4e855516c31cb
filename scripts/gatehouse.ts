#!/usr/bin/env -S node --import tsx
import { Command } from 'commander';
import { version } from '../package.json';
import { buildCommand } from './commands/build';
import { checkCommand } from './commands/check';
import { deployCommand } from './commands/deploy';
import { evidenceCommand } from './commands/evidence';
import { planCommand } from './commands/plan';
import { rollbackCommand } from './commands/rollback';
import { simulateCommand } from './commands/simulate';
import { startCommand } from './commands/start';
import { verifyCommand } from './commands/verify';
import { exampleHelp } from './help-examples';
import { endCommandLine, surviveLostOutput } from './terminal';

surviveLostOutput();

const program = new Command('gatehouse')
  .description('Auth0 Actions that every sign-up and every login passes through: build, try, deploy, verify.')
  .version(version)
  .addHelpText(
    'after',
    '\nBegin with `npx gatehouse start`. What a command does in full: `npx gatehouse <command> --help`.',
  )
  .showHelpAfterError('Run with --help to see what is accepted.')
  .exitOverride();

const COMMANDS = [
  startCommand,
  buildCommand,
  checkCommand,
  simulateCommand,
  planCommand,
  deployCommand,
  verifyCommand,
  rollbackCommand,
  evidenceCommand,
];

for (const make of COMMANDS) {
  const command = make().showHelpAfterError('Run with --help to see what is accepted.').exitOverride();
  program.addCommand(command.addHelpText('after', exampleHelp(command.name())));
}

program.parseAsync().catch((error: unknown) => endCommandLine(error, process.argv.slice(2)));
