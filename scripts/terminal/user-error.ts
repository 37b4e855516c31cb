/**
 * A mistake that the user can put right. Shown as its message alone, never with a stack; exit 1.
 * The message says what is wrong, where, and how to put it right.
 */
export class UserError extends Error {
  /** `code` is stable (`PORT_IN_USE`, `CONFIG_INVALID`, …): it is what `--json` and tests decide on. */
  constructor(
    readonly code: string,
    message: string,
    readonly details?: unknown,
  ) {
    super(message);
    this.name = 'UserError';
  }
}
