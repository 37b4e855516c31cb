import { explainFileError } from './file-error';
import { createOutput, type Output } from './output';
import { UserError } from './user-error';

/** 0 done · 1 error · 2 there are differences. */
export type ExitCode = 0 | 1 | 2;

/** Runs a command's work and turns its outcome into an exit code; a user's mistake is shown without a stack. */
export async function runCommand(
  options: { json?: boolean },
  work: (output: Output) => Promise<ExitCode>,
): Promise<void> {
  const output = createOutput(options.json === true);
  try {
    process.exitCode = await work(output);
  } catch (thrown) {
    const error = explainFileError(thrown);
    output.progressDone();
    process.exitCode = 1;
    if (error instanceof UserError) {
      output.note(error.message);
      output.result({ error: { code: error.code, message: error.message, details: error.details } });
      return;
    }
    const unexpected = error instanceof Error ? error : new Error(String(error));
    output.note(`gatehouse failed: ${unexpected.message}`);
    output.note(
      'This is a fault in gatehouse. Run again with GATEHOUSE_DEBUG=1 for the stack, and report it.',
    );
    if (process.env.GATEHOUSE_DEBUG === '1') output.note(unexpected.stack ?? '');
    output.result({ error: { code: 'INTERNAL', message: unexpected.message } });
  }
}
