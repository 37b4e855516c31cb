import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PROJECT_ROOT } from '../../../scripts/project-root';

/** A program that runs one Action, which says which process it is in and then never ends. */
const PROGRAM = `
  const { createActionsRuntime } = require('./scripts/local-tenant/actions-runtime');
  const code = 'exports.onExecutePostLogin = async () => { await fetch(process_url + process.pid); for (;;); };';
  void createActionsRuntime().run({
    trigger: 'post-login',
    actions: [{ id: '1', name: 'spins', secrets: {}, dependencies: [],
      code: code.replace('process_url', JSON.stringify(process.argv[1])) }],
    event: {},
  });`;

describe('an Action that spins while the local tenant is killed', () => {
  const server = createServer((_request, response) => response.end());
  let tenant: ChildProcess | undefined;
  let orphan: number | undefined;

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.close();
    tenant?.kill('SIGKILL');
    if (orphan !== undefined && runs(orphan)) process.kill(orphan, 'SIGKILL');
  });

  it('does not outlive it', async () => {
    const asked = once(server, 'request');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    tenant = spawn(process.execPath, ['--require', './scripts/load-typescript.cjs', '-e', PROGRAM, url], {
      cwd: PROJECT_ROOT,
      stdio: 'inherit',
    });
    const [request] = (await asked) as [IncomingMessage];
    orphan = Number(request.url?.slice(1));
    expect(runs(orphan)).toBe(true);

    tenant.kill('SIGKILL');
    while (runs(orphan)) await new Promise((resolve) => setTimeout(resolve, 5));
  });
});

/** A process that has ended and that nobody has asked for yet (`Z`) still has its number. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && process.platform !== 'linux';
  }
}
