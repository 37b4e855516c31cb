export { counted } from './counted';
export { fileProblem } from './file-error';
export { isReaderGone, surviveLostOutput } from './lost-output';
export type { Output } from './output';
export { type ExitCode, runCommand } from './run-command';
export { onStopSignal } from './stop-signals';
export { endCommandLine } from './usage-error';
export { UserError } from './user-error';
