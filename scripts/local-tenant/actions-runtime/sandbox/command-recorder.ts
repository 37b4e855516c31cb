import type { Command } from '../contract';

/** Keeps what an Action asks for, in order, as plain JSON: a value that changes afterwards does not count. */
export class CommandRecorder {
  readonly commands: Command[] = [];
  /** Why the whole Action fails at its end although nothing was thrown (e.g. a form and a redirect together). */
  abortion: string | undefined;

  /** @throws TypeError where a field cannot be written as JSON (a cycle, a BigInt) */
  record(type: string, fields: Record<string, unknown> = {}): void {
    this.commands.push({ type, ...(JSON.parse(JSON.stringify(fields)) as Record<string, unknown>) });
  }

  has(type: string): boolean {
    return this.commands.some((command) => command.type === type);
  }

  abort(message: string): void {
    this.abortion ??= message;
  }
}
