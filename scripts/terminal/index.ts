export { counted } from './counted';
export type { Output } from './output';
export { type ExitCode, runCommand } from './run-command';
export { endCommandLine } from './usage-error';
export { UserError } from './user-error';
