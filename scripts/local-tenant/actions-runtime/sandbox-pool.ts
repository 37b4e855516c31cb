import { availableParallelism } from 'node:os';
import type { ActionError } from './contract';
import { SandboxProcess, type SandboxProcessOptions } from './sandbox-process';

export interface SandboxPoolOptions {
  /** Everything a new process needs; awaited once. */
  prepare: () => Promise<SandboxProcessOptions>;
  residentMegabytes: number;
  /** Uses a process for one run only. */
  cold: boolean;
}

/** Two processes keep two cores busy; more help only where Actions wait for the network. */
const USUAL_SIZE = Math.max(2, Math.min(4, availableParallelism()));
/** Where runs wait and nothing has moved for this long, all Actions are waiting too: there is room for more. */
const PATIENCE_MS = 100;
const MORE_AT_ONCE = 2;
const MOST_PROCESSES = 16;
const MEMORY_POLL_MS = 50;

const OUT_OF_MEMORY: ActionError = {
  kind: 'memory',
  name: 'Error',
  message: 'The Action used more memory than it may.',
};

interface Waiting {
  take: (sandbox: SandboxProcess) => void;
  fail: (error: unknown) => void;
}

/** A few processes, each used by one run at a time, with a warm spare in reserve. */
export class SandboxPool {
  private readonly busy = new Set<SandboxProcess>();
  private readonly idle: SandboxProcess[] = [];
  private readonly waiting: Waiting[] = [];
  /** Whether a process was handed on since the last look. */
  private moving = false;
  private growth: NodeJS.Timeout | undefined;
  private starting = 0;
  private closed = false;
  private prepared: Promise<SandboxProcessOptions> | undefined;
  private memoryPoll: NodeJS.Timeout | undefined;

  constructor(private readonly options: SandboxPoolOptions) {}

  /** @throws Error where no process can be started */
  async acquire(): Promise<SandboxProcess> {
    if (this.closed) throw new Error('The Actions runtime is closed.');
    const ready = this.takeIdle();
    if (ready) return this.use(ready);
    if (this.size < this.usualSize) return this.use(await this.start());

    return new Promise((resolve, reject) => {
      this.waiting.push({ take: (sandbox) => resolve(this.use(sandbox)), fail: reject });
      this.growth ??= setInterval(() => this.growWhereStuck(), PATIENCE_MS);
    });
  }

  /** Gives a process back; one that is not clean any more is ended and replaced. */
  release(sandbox: SandboxProcess): void {
    this.busy.delete(sandbox);
    if (this.busy.size === 0) this.stopMemoryPoll();
    const reusable = sandbox.clean && sandbox.alive && !this.options.cold && !this.closed;
    if (reusable) this.handOn(sandbox);
    else {
      sandbox.kill();
      if (!this.closed) this.keepSpare();
    }
  }

  close(): void {
    this.closed = true;
    this.stopMemoryPoll();
    clearInterval(this.growth);
    for (const { fail } of this.waiting.splice(0)) fail(new Error('The Actions runtime is closed.'));
    for (const sandbox of [...this.idle.splice(0), ...this.busy]) sandbox.kill();
  }

  private get size(): number {
    return this.busy.size + this.idle.length + this.starting;
  }

  private get usualSize(): number {
    return this.options.cold ? USUAL_SIZE + 1 : USUAL_SIZE;
  }

  private takeIdle(): SandboxProcess | undefined {
    for (let sandbox = this.idle.pop(); sandbox; sandbox = this.idle.pop()) {
      if (sandbox.alive) return sandbox;
    }
    return undefined;
  }

  private use(sandbox: SandboxProcess): SandboxProcess {
    this.busy.add(sandbox);
    this.memoryPoll ??= setInterval(() => this.checkMemory(), MEMORY_POLL_MS).unref();
    if (this.idle.length === 0 && this.starting === 0) this.keepSpare();
    return sandbox;
  }

  private handOn(sandbox: SandboxProcess): void {
    this.moving = true;
    const next = this.waiting.shift();
    if (next) next.take(sandbox);
    else if (this.size > this.usualSize) sandbox.kill();
    else this.idle.push(sandbox);
  }

  private async start(): Promise<SandboxProcess> {
    this.starting += 1;
    try {
      this.prepared ??= this.options.prepare();
      const sandbox = new SandboxProcess(await this.prepared);
      await sandbox.whenReady();
      return sandbox;
    } finally {
      this.starting -= 1;
    }
  }

  private keepSpare(): void {
    if (this.size < this.usualSize) this.startInBackground();
  }

  /** The next run, or the one that waits longest, gets the new process. */
  private startInBackground(): void {
    this.start().then(
      (sandbox) => {
        if (this.closed) sandbox.kill();
        else this.handOn(sandbox);
      },
      // A run that waits for it hears why; otherwise the next one tries again.
      (error: unknown) => this.waiting.shift()?.fail(error),
    );
  }

  private growWhereStuck(): void {
    if (this.waiting.length === 0) {
      clearInterval(this.growth);
      this.growth = undefined;
    } else if (!this.moving && this.starting === 0) {
      const room = Math.min(MORE_AT_ONCE, this.waiting.length, MOST_PROCESSES - this.size);
      for (let more = 0; more < room; more += 1) this.startInBackground();
    }
    this.moving = false;
  }

  private checkMemory(): void {
    for (const sandbox of this.busy) {
      if (sandbox.residentMegabytes() > this.options.residentMegabytes) sandbox.kill(OUT_OF_MEMORY);
    }
  }

  private stopMemoryPoll(): void {
    clearInterval(this.memoryPoll);
    this.memoryPoll = undefined;
  }
}
