import { Command, InvalidArgumentError } from 'commander';
import type { Output } from '../terminal';
import { onStopSignal, runCommand } from '../terminal';

interface StartOptions {
  json?: boolean;
  fresh?: boolean;
  watch?: boolean;
  cold?: boolean;
  port?: number;
  tlsPort?: number;
}

/** `gatehouse start`: the policy checked, `local` built and deployed to a local tenant, its addresses printed. */
export function startCommand(): Command {
  return new Command('start')
    .description(
      'build local, start the local tenant, deploy to it with the real Deploy CLI, print the addresses',
    )
    .option('--fresh', 'begin with an empty tenant: removes the users and settings of the last run')
    .option('--watch', 'build and deploy again whenever a file under actions/ or tenant/ is saved')
    .option('--cold', 'run every login in a fresh process: shows faults that hide in module state')
    .option('--port <number>', 'port for http (default: 4400, or the next free one; 0: any)', portNumber)
    .option('--tls-port <number>', 'port for https (default: 4443, or the next free one; 0: any)', portNumber)
    .option('--json', 'print the addresses as one JSON object')
    .action((options: StartOptions) => runCommand(options, (output) => start(options, output)));
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
  }
  return port;
}

async function start(options: StartOptions, output: Output): Promise<0> {
  // Loaded here, so that `--help` and the other commands do not pay for it.
  const { runLocally } = require('../local-run') as typeof import('../local-run');
  const stop = new AbortController();
  // The second Ctrl-C ends it at once.
  const release = onStopSignal(() => {
    release();
    stop.abort();
  });
  try {
    await runLocally({ ...options, signal: stop.signal, output });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    output.note('Stopped.');
  } finally {
    release();
  }
  return 0;
}
