#!/usr/bin/env -S node --import tsx
import { Command } from 'commander';
import { version } from '../package.json';
import { buildCommand } from './commands/build';
import { checkCommand } from './commands/check';
import { simulateCommand } from './commands/simulate';
import { startCommand } from './commands/start';

const program = new Command('gatehouse')
  .description('Auth0 Actions that every sign-up and every login passes through: build, try, deploy, verify.')
  .version(version)
  .showHelpAfterError('Run with --help to see what is accepted.');

for (const command of [startCommand, buildCommand, checkCommand, simulateCommand]) {
  program.addCommand(command().showHelpAfterError('Run with --help to see what is accepted.'));
}

void program.parseAsync();
