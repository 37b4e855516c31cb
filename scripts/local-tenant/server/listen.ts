import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { UserError } from '../../terminal';
import type { RequestBindings } from '../tenant-context';

export type Fetch = (request: Request, bindings: RequestBindings) => Response | Promise<Response>;

export interface Listener {
  port: number;
  close(): Promise<void>;
}

export interface ListenOptions {
  /** The first port that is tried; 0 for any free one. */
  port: number;
  /** How many ports are tried in a row; 1 insists on `port`. */
  attempts?: number;
  tls?: { key: string; cert: string };
}

/** Milliseconds. Clients keep connections for about a minute: a server that closes first cuts off their next request. */
const KEEP_ALIVE = 75_000;

/** Only this machine may talk to the local tenant: its dashboard needs no password. */
const LOOPBACK_ADDRESSES = ['127.0.0.1', '::1'] as const;

/**
 * Listens on both loopback addresses at `port`, or at the next port that is free on both.
 *
 * @throws UserError `PORT_IN_USE` where none of the ports that were tried is free
 */
export async function listen(fetch: Fetch, options: ListenOptions): Promise<Listener> {
  const attempts = options.attempts ?? 20;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = options.port === 0 ? 0 : options.port + attempt;
    const servers = await listenOnLoopback(fetch, port, options.tls);
    if (servers) return listenerOf(servers);
  }
  const last = options.port + attempts - 1;
  throw new UserError(
    'PORT_IN_USE',
    attempts === 1
      ? `Port ${options.port} is in use. Stop what listens there, or choose another port.`
      : `None of the ports ${options.port} to ${last} is free. Stop what listens there, or choose another port.`,
  );
}

async function listenOnLoopback(
  fetch: Fetch,
  port: number,
  tls: ListenOptions['tls'],
): Promise<Server[] | undefined> {
  const servers: Server[] = [];
  for (const address of LOOPBACK_ADDRESSES) {
    const server = createServer(fetch, tls);
    // With port 0 the second address takes the port that the first was given.
    const wanted = servers[0] ? portOf(servers[0]) : port;
    const outcome = await tryListen(server, wanted, address);
    if (outcome === 'listening') servers.push(server);
    else if (outcome === 'in-use') {
      await Promise.all(servers.map(closeServer));
      return undefined;
    }
  }
  return servers.length > 0 ? servers : undefined;
}

function createServer(fetch: Fetch, tls: ListenOptions['tls']): Server {
  const listener = getRequestListener((request, env) => {
    const { socket } = env.incoming;
    const clientIp = socket.remoteAddress;
    return fetch(request, {
      cutConnection: () => socket.destroy(),
      ...(clientIp === undefined ? {} : { clientIp }),
    });
  });
  const options = { keepAliveTimeout: KEEP_ALIVE };
  return tls
    ? createHttpsServer({ ...options, key: tls.key, cert: tls.cert }, listener)
    : createHttpServer(options, listener);
}

function tryListen(
  server: Server,
  port: number,
  address: string,
): Promise<'listening' | 'in-use' | 'no-address'> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve('in-use');
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve('no-address');
      else reject(error);
    });
    server.listen(port, address, () => resolve('listening'));
  });
}

function listenerOf(servers: Server[]): Listener {
  const [first] = servers;
  if (!first) throw new TypeError('a listener needs a server');
  return {
    port: portOf(first),
    close: async () => {
      await Promise.all(servers.map(closeServer));
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Browsers keep connections open; waiting for them would keep the process.
    server.closeAllConnections();
  });
}
