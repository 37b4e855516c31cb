import { type ChildProcess, fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { SEEDED_CLIENTS } from '../../../scripts/local-tenant/seed';
import { PROJECT_ROOT } from '../../../scripts/project-root';

const KILLS = 20;
const PATIENCE_MS = 180_000;

/** What the server has said yes to. */
interface Acknowledged {
  /** user id → the number in its metadata */
  users: Map<string, number>;
  /** Action id → the code that was deployed last */
  actions: Map<string, string>;
}

interface Server {
  http: string;
  token: string;
  process: ChildProcess;
}

/** The operating system keeps what was written; only a loss of power could take the last writes (WAL, NORMAL). */
describe('kill -9 at any moment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-durability-'));
  const program = join(folder, 'server.cjs');
  let running: ChildProcess | undefined;

  beforeAll(async () => {
    await build({
      entryPoints: [join(__dirname, 'server.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      external: ['libsql', 'esbuild', 'typescript'],
      jsx: 'automatic',
      jsxImportSource: 'hono/jsx',
      logLevel: 'error',
      plugins: [ownDirectories],
    });
  });
  afterAll(() => {
    running?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    `loses no user, no metadata and no deployed Action that was acknowledged, ${KILLS} times`,
    async () => {
      const acknowledged: Acknowledged = { users: new Map(), actions: new Map() };
      for (let round = 0; round <= KILLS; round += 1) {
        const server = await start();
        await expectAll(server, acknowledged);
        if (round === KILLS) break;
        const enough = sizeOf(acknowledged) + randomInt(1, 16);
        const work = [0, 1, 2].map((worker) => writeUntilItDies(server, acknowledged, round * 10 + worker));
        while (sizeOf(acknowledged) < enough) await nextTurn();
        server.process.kill('SIGKILL');
        await Promise.all(work);
      }
      expect(acknowledged.users.size).toBeGreaterThanOrEqual(KILLS);
      expect(acknowledged.actions.size).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  async function start(): Promise<Server> {
    const child = fork(program, [folder], {
      env: { PATH: process.env.PATH, NODE_PATH: join(PROJECT_ROOT, 'node_modules') },
      execArgv: ['--no-warnings'],
    });
    running = child;
    const { http, secret } = await new Promise<Record<string, string>>((resolve, reject) => {
      child.once('message', (message) => resolve(message as Record<string, string>));
      child.once('exit', () => reject(new Error('the server ended before it was ready')));
    });
    const response = await fetch(`${http}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: SEEDED_CLIENTS.deploy,
        client_secret: secret,
        audience: `${http}/api/v2/`,
      }),
    });
    const { access_token: token } = (await response.json()) as { access_token: string };
    return { http: String(http), token, process: child };
  }

  /** Signs users up, changes their metadata and deploys Actions, noting each yes, until the connection breaks. */
  async function writeUntilItDies(server: Server, acknowledged: Acknowledged, seed: number): Promise<void> {
    try {
      for (let count = 0; ; count += 1) {
        const email = `user-${seed}-${count}@example.com`;
        const user = await call(server, 'POST', '/dbconnections/signup', {
          client_id: SEEDED_CLIENTS.sampleApp,
          connection: 'Username-Password-Authentication',
          email,
          password: 'Correct-Horse-9',
        });
        const id = `auth0|${user._id}`;
        acknowledged.users.set(id, 0);
        await call(server, 'PATCH', `/api/v2/users/${encodeURIComponent(id)}`, { app_metadata: { count } });
        acknowledged.users.set(id, count);
        const code = `exports.onExecutePostLogin = async () => ${seed + count};`;
        const action = await call(server, 'POST', '/api/v2/actions/actions', {
          name: `action-${seed}-${count}`,
          code,
          supported_triggers: [{ id: 'post-login', version: 'v3' }],
        });
        await call(server, 'POST', `/api/v2/actions/actions/${action.id}/deploy`, {});
        acknowledged.actions.set(String(action.id), code);
      }
    } catch (error) {
      // The connection breaks when the server is killed; a refusal would be a fault of the test.
      if (error instanceof RefusedError) throw error;
    }
  }

  async function expectAll(server: Server, { users, actions }: Acknowledged): Promise<void> {
    for (const [id, count] of users) {
      const user = await call(server, 'GET', `/api/v2/users/${encodeURIComponent(id)}`);
      const metadata = (user.app_metadata ?? {}) as { count?: number };
      // A write whose answer never came may have happened or not.
      expect(metadata.count ?? 0).toBeGreaterThanOrEqual(count);
    }
    for (const [id, code] of actions) {
      const action = await call(server, 'GET', `/api/v2/actions/actions/${id}`);
      expect((action.deployed_version as { code?: string } | undefined)?.code).toBe(code);
    }
  }

  async function call(
    server: Server,
    method: string,
    path: string,
    body?: object,
  ): Promise<Record<string, unknown>> {
    const response = await fetch(server.http + path, {
      method,
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok)
      throw new RefusedError(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  }
});

class RefusedError extends Error {}

const sizeOf = ({ users, actions }: Acknowledged) => users.size + actions.size;
const nextTurn = () => new Promise((resolve) => setTimeout(resolve, 1));

/** Files that lie beside a module are looked for where they are, not beside the bundle. */
const ownDirectories = {
  name: 'own-directories',
  setup(builder: import('esbuild').PluginBuild) {
    builder.onLoad({ filter: /scripts\/.*\.tsx?$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('__dirname', JSON.stringify(dirname(path))),
      loader: path.endsWith('x') ? 'tsx' : 'ts',
    }));
  },
};
