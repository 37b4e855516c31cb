import { CommanderError } from 'commander';
import { createOutput } from './output';

/**
 * Ends a command line that was not understood: commander has told people on stderr, `--json` gets its one object, with
 * the code `USAGE`. Help that was asked for is no error.
 *
 * @param words the command line, without the program
 * @throws what commander did not make
 */
export function endCommandLine(error: unknown, words: readonly string[]): void {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode;
  if (error.exitCode === 0) return;
  const message =
    error.code === 'commander.help'
      ? 'no command was named'
      : error.message.replace(/^error: /, '').replace(/\.$/, '');
  createOutput(words.includes('--json')).result({
    error: { code: 'USAGE', message: `${message}. Run with --help to see what is accepted.` },
  });
}
