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
/** A run that has waited this long is given a process of its own, up to MOST_PROCESSES. */
const PATIENCE_MS = 250;
const MOST_PROCESSES = 16;
const MEMORY_POLL_MS = 50;

const OUT_OF_MEMORY: ActionError = {
  kind: 'memory',
  name: 'Error',
  message: 'The Action used more memory than it may.',
};

/** A few processes, each used by one run at a time, with a warm spare in reserve. */
export class SandboxPool {
  private readonly busy = new Set<SandboxProcess>();
  private readonly idle: SandboxProcess[] = [];
  private readonly waiting: ((sandbox: SandboxProcess) => void)[] = [];
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
      const take = (sandbox: SandboxProcess) => {
        clearTimeout(patience);
        resolve(this.use(sandbox));
      };
      const patience = setTimeout(() => {
        if (this.size >= MOST_PROCESSES || !this.waiting.includes(take)) return;
        this.waiting.splice(this.waiting.indexOf(take), 1);
        this.start().then(take, reject);
      }, PATIENCE_MS);
      this.waiting.push(take);
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
      if (!this.closed) this.startSpare();
    }
  }

  close(): void {
    this.closed = true;
    this.stopMemoryPoll();
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
    if (this.idle.length === 0 && this.starting === 0) this.startSpare();
    return sandbox;
  }

  private handOn(sandbox: SandboxProcess): void {
    const next = this.waiting.shift();
    if (next) next(sandbox);
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

  /** In the background: the next run, or the one that waits longest, gets it. */
  private startSpare(): void {
    if (this.size >= this.usualSize && this.waiting.length === 0) return;
    this.start().then(
      (sandbox) => {
        if (this.closed) sandbox.kill();
        else this.handOn(sandbox);
      },
      // The next run tries again and reports why it cannot start.
      () => {},
    );
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
