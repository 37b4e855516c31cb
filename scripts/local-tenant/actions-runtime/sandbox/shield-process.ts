import type { SandboxMessage } from './messages';
import { currentRun } from './run-context';

/**
 * Takes from `process` what would let an Action's accident reach beyond its own call: signals to other processes,
 * the channel to the parent, and an exit by code that outlives its call. Answers with the only way to send.
 */
export function shieldProcess(): (message: SandboxMessage) => void {
  const send = process.send?.bind(process);
  const { reallyExit } = process as unknown as { reallyExit: (code: number) => never };
  const exitOwnCall = (code?: number | string | null): never => {
    if (currentRun()?.over === true) throw new Error('process.exit was called after its Action had ended.');
    return reallyExit.call(process, Number(code ?? 0));
  };
  const deny = (name: string) => (): never => {
    throw Object.assign(new Error(`process.${name} is not available to an Action.`), {
      code: 'ERR_ACCESS_DENIED',
    });
  };
  Object.assign(process, {
    exit: exitOwnCall,
    reallyExit: exitOwnCall,
    abort: () => exitOwnCall(134),
    kill: deny('kill'),
    _kill: deny('kill'),
    _debugProcess: deny('_debugProcess'),
    send: undefined,
    disconnect: deny('disconnect'),
  });
  for (const name of Object.keys(process.env)) delete process.env[name];
  // Node's `-e` leaves these behind as globals; the platform has none of them.
  for (const name of ['__filename', '__dirname', 'require', 'module', 'exports']) {
    Reflect.deleteProperty(globalThis, name);
  }
  return (message) => void send?.(message);
}
