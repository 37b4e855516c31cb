import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, inTurn, type PeerFigure, type Sample } from './figure';
import { logInToSimulacrum } from './login-client';
import { loginsAt, measureLogins, USERS } from './logins';
import {
  copyOfProject,
  prepareSimulacrum,
  type Server,
  SIMULACRUM_VERSION,
  startCommand,
  startOurs,
} from './servers';

const ROUNDS = 5;

/** Both sides as processes of their own, on TLS, with the same client; ours runs the Actions and checks PKCE. */
export default async function localTenant(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  const simulacrum = await prepareSimulacrum();
  const PEER = `Simulacrum ${SIMULACRUM_VERSION}`;
  const beside = (sample?: Sample): { peer: PeerFigure } => ({
    peer: sample
      ? { name: PEER, ...sample }
      : { name: PEER, missing: 'missing' in simulacrum ? simulacrum.missing : '' },
  });
  const opened: Server[] = [];
  try {
    const again = join(folder, 'again');
    await startOnce(() => startOurs(again));
    const project = copyOfProject(mkdtempSync(join(folder, 'project-')));
    await startOnce(() => startCommand(project));
    const ours = {
      again: () => startOnce(() => startOurs(again)),
      command: () => startOnce(() => startCommand(project)),
      first: () => startOnce(() => startOurs(mkdtempSync(join(folder, 'first-')))),
    };
    const starts =
      'missing' in simulacrum
        ? await inTurn(ROUNDS, ours)
        : await inTurn(ROUNDS, { ...ours, peer: () => startOnce(simulacrum.start) });

    const tenant = await startOurs(join(folder, 'logins'), USERS);
    opened.push(tenant);
    const sides = {
      tls: () => measureLogins(loginsAt(tenant.https, tenant.password)),
      plain: () => measureLogins(loginsAt(tenant.http, tenant.password)),
    };
    const peer = 'missing' in simulacrum ? undefined : await simulacrum.start();
    if (peer) opened.push(peer);
    for (const side of [sides.tls, sides.plain]) await side();
    const logins = peer
      ? await inTurn(ROUNDS, { ...sides, peer: () => measureLogins(() => logInToSimulacrum(peer.https)) })
      : await inTurn(ROUNDS, sides);

    const peerStart = 'peer' in starts ? (starts.peer as { ready: Sample }).ready : undefined;
    const peerLogins = 'peer' in logins ? (logins.peer as typeof logins.tls) : undefined;
    return [
      {
        name: 'server ready after process start, TLS',
        unit: 'ms',
        ...starts.again.ready,
        goal: { atMost: 500 },
        ...beside(peerStart),
      },
      {
        name: '… `gatehouse start`, the policy checked and local built',
        unit: 'ms',
        ...starts.command.ready,
        goal: { atMost: 500 },
      },
      { name: '… the very first time (certificates, database)', unit: 'ms', ...starts.first.ready },
      { name: 'login over TLS, p50', unit: 'ms', ...logins.tls.p50, ...beside(peerLogins?.p50) },
      { name: 'login over TLS, p95', unit: 'ms', ...logins.tls.p95, ...beside(peerLogins?.p95) },
      {
        name: 'logins over TLS, 16 in parallel',
        unit: 'logins/s',
        ...logins.tls.rate,
        ...beside(peerLogins?.rate),
      },
      { name: 'login over http, p50', unit: 'ms', ...logins.plain.p50, goal: { atMost: 15 } },
      { name: 'login over http, p95', unit: 'ms', ...logins.plain.p95 },
      {
        name: 'logins over http, 16 in parallel',
        unit: 'logins/s',
        ...logins.plain.rate,
        goal: { atLeast: 100 },
      },
    ];
  } finally {
    for (const server of opened) await server.stop();
    if (!('missing' in simulacrum)) simulacrum.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startOnce(start: () => Promise<Server>): Promise<{ ready: number }> {
  const server = await start();
  await server.stop();
  return { ready: server.readyMs };
}
