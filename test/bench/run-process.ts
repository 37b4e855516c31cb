import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { basename } from 'node:path';
import { timeOf } from './figure';

/** Runs a program to its end and gives the milliseconds from its start. @throws Error where it fails */
export async function timeOfProcess(
  program: string,
  arguments_: readonly string[],
  options: SpawnOptions & { accept?: readonly number[] } = {},
): Promise<number> {
  const { accept = [0], ...rest } = options;
  let said = '';
  return timeOf(async () => {
    const child = spawn(program, arguments_, { ...rest, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer) => {
      said = (said + chunk).slice(-2000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const code = await exitOf(child);
    if (!accept.includes(code))
      throw new Error(`${basename(arguments_[0] ?? program)} ended with exit code ${code}\n${said}`);
  });
}

export function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
