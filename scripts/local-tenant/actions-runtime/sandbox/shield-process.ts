import os from 'node:os';
import traceEvents from 'node:trace_events';
import type { SandboxMessage } from './messages';
import { currentRun } from './run-context';

/**
 * Takes from the process what would let an Action's accident reach beyond its own call: signals to other processes and their priority,
 * the channel to the parent, an exit by code that outlives its call, and the one file that Node's permission model
 * lets through (a trace). Answers with the only way to send.
 */
export function shieldProcess(): (message: SandboxMessage) => void {
  const send = process.send?.bind(process);
  const { reallyExit } = process as unknown as { reallyExit: (code: number) => never };
  const exitOwnCall = (code?: number | string | null): never => {
    if (currentRun()?.over === true) throw new Error('process.exit was called after its Action had ended.');
    return reallyExit.call(process, Number(code ?? 0));
  };
  const deny = (name: string) => (): never => {
    throw Object.assign(new Error(`${name} is not available to an Action.`), {
      code: 'ERR_ACCESS_DENIED',
    });
  };
  Object.assign(process, {
    exit: exitOwnCall,
    reallyExit: exitOwnCall,
    abort: () => exitOwnCall(134),
    kill: deny('process.kill'),
    _kill: deny('process.kill'),
    _debugProcess: deny('process._debugProcess'),
    send: undefined,
    disconnect: deny('process.disconnect'),
  });
  os.setPriority = deny('setPriority');
  traceEvents.createTracing = deny('createTracing');
  for (const name of Object.keys(process.env)) delete process.env[name];
  // Node's `-e` leaves these behind as globals; the platform has none of them.
  for (const name of ['__filename', '__dirname', 'require', 'module', 'exports']) {
    Reflect.deleteProperty(globalThis, name);
  }
  return (message) => void send?.(message);
}
