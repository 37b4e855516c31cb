import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parse } from 'node:path';
import type { ActionError } from './contract';
import {
  type ActionAnswer,
  type ActionCall,
  isSandboxMessage,
  type SandboxMessage,
} from './sandbox/messages';
import { BOOTSTRAP } from './sandbox-program';

export interface SandboxProcessOptions {
  node: string | undefined;
  flags: string[];
  program: string;
  /** The folder whose node_modules hold the Actions' declared dependencies. */
  modulesFrom: string;
  /** All that the process finds in its environment. */
  environment: Record<string, string>;
}

/** The process ended, or did not listen, before it began the call: nothing of the Action has run. */
export const NOT_STARTED = Symbol('not started');

/** A healthy process begins a call at once; one that is still busy with what an earlier call left does not. */
const START_LIMIT_MS = 2000;
/** Actions that one process keeps loaded; beyond it the ones used longest ago are forgotten. */
const MOST_INSTANCES = 100;
const STDERR_TAIL = 4096;

const BROKEN_CHANNEL: ActionError = {
  kind: 'exit',
  name: 'Error',
  message: 'The Action broke the channel of its process.',
};

/** One child process that runs Actions, one call at a time. It never keeps its parent alive. */
export class SandboxProcess {
  private readonly child: ChildProcess;
  private readonly ready: Promise<void>;
  private readonly loaded = new Map<string, true>();
  private stderr = '';
  private ending: ActionError | undefined;
  private ended = false;
  private onMessage: ((message: SandboxMessage) => void) | undefined;
  private onEnd: (() => void) | undefined;
  /** False once something happened after which nobody else should use this process. */
  clean = true;

  constructor(options: SandboxProcessOptions) {
    this.child = spawn(options.node ?? process.execPath, [...options.flags, '-e', BOOTSTRAP], {
      cwd: parse(process.cwd()).root,
      env: options.environment,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      windowsHide: true,
    });
    this.ready = this.listen(options);
    this.ready.catch(() => {});
    this.endWithParent();
  }

  get alive(): boolean {
    return !this.ended;
  }

  /** @throws Error where the process ends before it can run anything */
  whenReady(): Promise<void> {
    return this.ready;
  }

  /** Never rejects: an end of the process becomes the answer's error. */
  async execute(call: ActionCall): Promise<ActionAnswer | typeof NOT_STARTED> {
    if (this.ended) return NOT_STARTED;
    const { code, ...rest } = call;
    const known = this.loaded.has(call.instance);
    const forget = this.remember(call.instance);
    const began = performance.now();

    return new Promise((resolve) => {
      let started = false;
      const killUnlessStarted = () => {
        if (!started) this.kill();
      };
      // Not at once: a parent that was busy itself has yet to read what came meanwhile.
      const startLimit = setTimeout(() => setImmediate(killUnlessStarted), START_LIMIT_MS);
      const finish = (answer: ActionAnswer | typeof NOT_STARTED) => {
        clearTimeout(startLimit);
        this.onMessage = undefined;
        this.onEnd = undefined;
        resolve(answer);
      };
      this.onMessage = (message) => {
        if (message.type === 'started') {
          started = true;
          clearTimeout(startLimit);
        } else if (message.type === 'answer') {
          if (!started) return this.kill();
          if (message.answer.unfinished) this.clean = false;
          finish(message.answer);
        }
      };
      this.onEnd = () => {
        if (!started) return finish(NOT_STARTED);
        const error = this.ending ?? {
          kind: 'exit',
          name: 'Error',
          message: 'The Action ended its process.',
        };
        finish({ commands: [], logs: [], durationMs: performance.now() - began, error });
      };
      try {
        this.child.send({ call: known ? rest : call, forget });
      } catch (thrown) {
        // Nothing left this process: the event holds what JSON cannot, e.g. a getter that throws.
        const { name, message } = thrown as Error;
        finish({ commands: [], logs: [], durationMs: 0, error: { kind: 'invalid', name, message } });
      }
    });
  }

  /** Ends the process at once. `why` becomes the error of the call that is running. */
  kill(why?: ActionError): void {
    this.clean = false;
    this.ending ??= why;
    if (!this.ended) this.child.kill('SIGKILL');
  }

  /** Resident memory in megabytes; 0 where it cannot be told (not Linux, or just ended). */
  residentMegabytes(): number {
    try {
      const status = readFileSync(`/proc/${this.child.pid}/status`, 'latin1');
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  }

  private listen({ program, modulesFrom }: SandboxProcessOptions): Promise<void> {
    const { child } = this;
    return new Promise((resolve, reject) => {
      child.on('message', (message: unknown) => {
        if (!isSandboxMessage(message)) this.kill(BROKEN_CHANNEL);
        else if (message.type === 'ready') resolve();
        else if (this.onMessage !== undefined) this.onMessage(message);
        else this.kill();
      });
      surviveGarbage(child, () => this.kill(BROKEN_CHANNEL));
      child.stderr?.on('data', (chunk: Buffer) => {
        this.stderr = (this.stderr + chunk.toString('latin1')).slice(-STDERR_TAIL);
      });
      child.on('error', (error) => {
        this.kill();
        this.end();
        reject(error);
      });
      child.on('close', (code, signal) => {
        this.ending ??= this.diagnose(code, signal);
        this.end();
        reject(new Error(`An Actions process could not start: ${this.stderr.trim() || `exit code ${code}`}`));
      });
      child.send({ program, modulesFrom }, () => {});
      child.unref();
      child.channel?.unref();
      (child.stderr as { unref?: () => void } | null)?.unref?.();
    });
  }

  /**
   * A process that spins never learns that its parent is gone, even if it was killed. So a shell waits for the end of
   * its input, which the parent holds, and ends the process then. Where there is no shell, nobody does.
   */
  private endWithParent(): void {
    if (this.child.pid === undefined) return;
    const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -9 "$0"', String(this.child.pid)], {
      env: {},
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    guard.on('error', () => {});
    guard.unref();
    (guard.stdin as { unref?: () => void } | null)?.unref?.();
    this.child.once('exit', () => guard.kill('SIGKILL'));
  }

  private end(): void {
    this.ended = true;
    this.clean = false;
    this.onEnd?.();
  }

  private diagnose(code: number | null, signal: NodeJS.Signals | null): ActionError {
    if (/heap out of memory|Allocation failed/i.test(this.stderr)) {
      return { kind: 'memory', name: 'Error', message: 'The Action used more memory than it may.' };
    }
    const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
    return { kind: 'exit', name: 'Error', message: `The Action ended its process (${how}).` };
  }

  /** Marks an instance as the latest used; answers with those that the process is to forget. */
  private remember(instance: string): string[] {
    this.loaded.delete(instance);
    this.loaded.set(instance, true);
    const [oldest] = this.loaded.keys();
    if (this.loaded.size <= MOST_INSTANCES || oldest === undefined) return [];
    this.loaded.delete(oldest);
    return [oldest];
  }
}

/**
 * Node throws where nobody can catch it when what comes through the channel is no JSON, and that would end the
 * tenant. It offers no way to hear of it, so the reader of the channel, which is internal, is wrapped.
 */
function surviveGarbage(child: ChildProcess, onGarbage: () => void): void {
  const symbol = Object.getOwnPropertySymbols(child).find((key) => key.description === 'kChannelHandle');
  const channel = symbol && (Reflect.get(child, symbol) as { onread?: (...data: unknown[]) => void } | null);
  const read = channel?.onread;
  if (!channel || !read) return;
  channel.onread = (...data) => {
    try {
      read.apply(channel, data);
    } catch {
      onGarbage();
    }
  };
}
