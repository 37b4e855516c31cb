export type { Output } from './output';
export { type ExitCode, runCommand } from './run-command';
export { UserError } from './user-error';
