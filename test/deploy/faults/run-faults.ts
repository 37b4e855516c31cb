import { spawn, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import Database from 'libsql';
import { type DeployOptions, deployEnvironment } from '../../../scripts/deploy';
import type { Fault } from '../../../scripts/local-tenant/management-api';
import { UserError } from '../../../scripts/terminal';
import { type DeploySandbox, deploySandbox } from '../deploy-sandbox';

/**
 * `npm run faults`: breaks a deploy at every request in turn, in every way, and looks at the whole tenant afterwards:
 * it has to be completely deployed or exactly what it was. Runs the real Deploy CLI at every point; without its
 * schema check, but for the points of `--untouched`.
 */
const options = new Command('npm run faults --')
  .description(
    'break a deploy at every request in turn, in every way, and look at the whole tenant afterwards',
  )
  .option('--every <requests>', 'every how many requests', '1')
  .option('--kinds <list>', 'of faults', '429,500,cut-before,cut-after,build-failed,killed,killed-alone')
  .option(
    '--untouched <points>',
    'how many points of each kind, spread over the deploy, run the untouched CLI',
    '0',
  )
  .option('--shard <part>', 'only every n-th point: 1/2 and 2/2 are the whole, side by side', '1/1')
  .option(
    '--from <point>',
    'begin with this point of the shard, counted from 0: where an earlier run ended',
    '0',
  )
  .option('--minutes <number>', 'end after so long, and say with which point to go on', '1000000')
  .option('--resources', 'let tenant.yaml speak of every resource type too: three times as many requests')
  .parse()
  .opts<{
    every: string;
    kinds: string;
    untouched: string;
    shard: string;
    from: string;
    minutes: string;
    resources?: true;
  }>();

type Kind = '429' | '500' | 'cut-before' | 'cut-after' | 'build-failed' | 'killed' | 'killed-alone';

/** One more than the CLI repeats a request under RETRIES: the fault outlasts it. */
const PERSISTENT = 4;
const RETRIES = { AUTH0_API_MAX_RETRIES: 1, AUTH0_MAX_RETRIES: 1, AUTH0_RETRY_INITIAL_DELAY_MS: 10 };

const DEPLOY_PATH = '/actions/actions/:id/deploy';
/** Everything that changes in this suite changes all of them. */
const ACTIONS = 5;

const FAULTS: Readonly<Record<Exclude<Kind, 'killed' | 'killed-alone'>, Partial<Fault>>> = {
  '429': { status: 429, times: PERSISTENT, headers: { 'retry-after': '1' } },
  '500': { status: 500, times: PERSISTENT },
  'cut-before': { cut: 'before', times: 1 },
  'cut-after': { cut: 'after', times: 1 },
  'build-failed': {
    path: DEPLOY_PATH,
    status: 400,
    message: 'The build of this action has failed.',
    times: 1,
  },
};

type Outcome = 'complete' | 'put back' | 'BROKEN';

interface Point {
  kind: Kind;
  request: number;
  untouched: boolean;
}

const NO_POINT: Point = { kind: '500', request: 0, untouched: false };

function allPoints(requests: number): Point[] {
  return (options.kinds.split(',') as Kind[]).flatMap((kind) => {
    const points = pointsOf(kind, requests, Number(options.every));
    const untouched = spread(points, Number(options.untouched));
    return points.map((request) => ({ kind, request, untouched: untouched.includes(request) }));
  });
}

function shardOf(points: Point[]): Point[] {
  const [shard = 1, shards = 1] = options.shard.split('/').map(Number);
  return points.filter((_, index) => index % shards === shard - 1);
}

/** A fault meets every request in turn; a build fails once per Action. */
function pointsOf(kind: Kind, requests: number, every: number): number[] {
  const all = kind === 'build-failed' ? ACTIONS : requests;
  return Array.from({ length: all }, (_, index) => index).filter(
    (index) => kind === 'build-failed' || index % every === 0,
  );
}

function spread(points: readonly number[], count: number): number[] {
  return Array.from(
    { length: count },
    (_, index) => points[Math.floor(((index + 0.5) * points.length) / count)] ?? 0,
  );
}

async function main(): Promise<number> {
  const faults: Fault[] = [];
  const sandbox = await deploySandbox(['dev'], { faults });
  try {
    const tenant = new FaultyTenant(sandbox, faults);
    const { before, after, requests } = await tenant.prepare();
    process.stdout.write(`A deploy of everything makes ${requests} requests.\n`);
    const points = shardOf(allPoints(requests));
    const counts: Record<Outcome, number> = { complete: 0, 'put back': 0, BROKEN: 0 };
    const started = Date.now();
    let next = Number(options.from);
    for (; next < points.length && Date.now() - started < Number(options.minutes) * 60_000; next++) {
      const { kind, request, untouched } = points[next] ?? NO_POINT;
      await tenant.reset();
      const said = await tenant.deployWithFault(kind, request, untouched);
      const now = normalized(sandbox.dump('dev'));
      const outcome: Outcome = now === after ? 'complete' : now === before ? 'put back' : 'BROKEN';
      counts[outcome]++;
      process.stdout.write(
        `${next} ${kind}${untouched ? ', untouched CLI' : ''} at request ${request + 1} (${tenant.lastHit}): ${outcome}\n`,
      );
      if (outcome === 'BROKEN') process.stdout.write(`${said}\n${difference(now, before, after)}\n`);
    }
    const done = counts.complete + counts['put back'] + counts.BROKEN;
    process.stdout.write(
      `${done} of ${points.length} points: ${counts.complete} complete and verified, ${counts['put back']} put back, ${counts.BROKEN} broken${next < points.length ? `; go on with --from ${next}` : ''}\n`,
    );
    return counts.BROKEN === 0 ? 0 : 1;
  } finally {
    await sandbox.close();
  }
}

class FaultyTenant {
  lastHit = '';
  #snapshot: Row[] = [];

  constructor(
    readonly sandbox: DeploySandbox,
    readonly faults: Fault[],
  ) {}

  /** The first release, then a project in which everything differs from it. */
  async prepare(): Promise<{ before: string; after: string; requests: number }> {
    const { sandbox } = this;
    if (options.resources) sandbox.addEveryResourceType();
    await this.#deployOrThrow();
    if (options.resources) sandbox.changeEveryResourceType();
    sandbox.edit('tenant/tenant.yaml', swapGates);
    sandbox.edit(
      'tenant/environments/dev.yaml',
      (text) =>
        `${text.replace('Example (Dev)', 'Example (Dev 2)')}policy: { email: { grace: 1h }, terms: { nonInteractive: allow }, signup: { blockedDomains: [example.org] } }\n`,
    );
    sandbox.edit('tenant/forms/accept-terms.json', (text) => text.replace('Our terms', 'The terms'));
    sandbox.edit('tenant/emails/verify_email.html', (text) => text.replace('Please confirm', 'Confirm'));
    sandbox.edit('tenant/prompts/signup-terms.html', (text) => text.replace('I accept', 'I agree to'));
    this.#snapshot = rows(sandbox);
    const before = normalized(sandbox.dump('dev'));
    let requests = 0;
    const counter: Fault = { path: '*', times: Number.POSITIVE_INFINITY, onHit: () => void requests++ };
    this.faults.push(counter);
    await this.#deployOrThrow();
    this.faults.length = 0;
    return { before, after: normalized(sandbox.dump('dev')), requests };
  }

  async reset(): Promise<void> {
    this.faults.length = 0;
    const store = this.sandbox.store('dev');
    store.transaction(() => {
      store.clear();
      for (const { collection, id, body } of this.#snapshot)
        store.collection(collection).put(id, JSON.parse(body));
    });
    spawnSync('rm', ['-rf', `${this.sandbox.root}/.gatehouse`]);
  }

  /** What was said, for the report. */
  async deployWithFault(kind: Kind, request: number, untouched: boolean): Promise<string> {
    const onHit = (hit: { method: string; path: string }) => {
      this.lastHit = `${hit.method} ${hit.path}`;
    };
    if (kind === 'killed' || kind === 'killed-alone') return this.#killAt(request, kind, untouched, onHit);
    this.faults.push({ path: '*', after: request, ...FAULTS[kind], onHit });
    return this.#deploy({ withoutPromptsSchema: !untouched });
  }

  async #deployOrThrow(): Promise<void> {
    const said = await this.#deploy();
    if (!said.includes('deployed and verified')) throw new Error(`without any fault: ${said}`);
  }

  async #deploy(overrides: Partial<DeployOptions> = {}): Promise<string> {
    const lines: string[] = [];
    try {
      await deployEnvironment({
        root: this.sandbox.root,
        environment: 'dev',
        variables: this.sandbox.variables,
        say: (line) => lines.push(line),
        withoutPromptsSchema: true,
        cliSettings: RETRIES,
        retries: 1,
        ...overrides,
      });
    } catch (error) {
      lines.push(error instanceof UserError ? `${error.code}: ${error.message}` : String(error));
    }
    return lines.join('\n');
  }

  /**
   * The whole process group dies at that request, or gatehouse alone, while its Deploy CLI goes on; the deploy after it
   * has to mend what is left.
   */
  async #killAt(
    request: number,
    kind: 'killed' | 'killed-alone',
    untouched: boolean,
    onHit: (hit: { method: string; path: string }) => void,
  ): Promise<string> {
    const child = spawn(process.execPath, ['scripts/gatehouse.cjs', 'deploy', 'dev'], {
      cwd: this.sandbox.root,
      env: { ...this.sandbox.variables, ...(untouched ? { GATEHOUSE_WITHOUT_PROMPTS_SCHEMA: '' } : {}) },
      detached: true,
      stdio: 'ignore',
    });
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    this.faults.push({
      path: '*',
      after: request,
      onHit: (hit) => {
        onHit(hit);
        if (child.pid !== undefined) process.kill(kind === 'killed' ? -child.pid : child.pid, 'SIGKILL');
      },
    });
    await ended;
    this.faults.length = 0;
    return this.#deploy();
  }
}

const swapGates = (text: string): string =>
  text.replace(
    /( {4}- \{ action_name: require-verified-email.*\n)( {4}- \{ action_name: require-terms.*\n)/,
    (_, first: string, second: string) => second + first,
  );

interface Row {
  collection: string;
  id: string;
  body: string;
}

function rows(sandbox: DeploySandbox): Row[] {
  const database = new Database(`${sandbox.root}/tenants.db`, { readonly: true });
  const found = database
    .prepare('SELECT collection, id, body FROM documents WHERE tenant = ? ORDER BY position')
    .all('dev') as Row[];
  database.close();
  return found;
}

/** Names and times that every write makes anew, and the versions that Auth0 keeps of every deploy. */
const OWN_TIMES = /^(updated_at|created_at|built_at|deployed_version_id)$/;

function normalized(dump: Record<string, unknown>): string {
  const actions = new Set(
    Object.keys(dump)
      .filter((key) => key.startsWith('actions/'))
      .map((key) => key.slice('actions/'.length)),
  );
  const kept = Object.entries(dump).filter(
    ([key]) =>
      !key.startsWith('action-versions/') &&
      (!key.startsWith('action-secrets/') || actions.has(key.slice('action-secrets/'.length))),
  );
  return JSON.stringify(
    Object.fromEntries(kept),
    (key, value: unknown) => (OWN_TIMES.test(key) ? undefined : value),
    1,
  );
}

function difference(now: string, before: string, after: string): string {
  const known = new Set([...before.split('\n'), ...after.split('\n')]);
  const strange = now.split('\n').filter((line) => !known.has(line));
  const lost = before.split('\n').filter((line) => !now.includes(line));
  return [
    ...strange.slice(0, 10).map((line) => `  only now: ${line.slice(0, 200)}`),
    ...lost.slice(0, 10).map((line) => `  not now: ${line.slice(0, 200)}`),
  ].join('\n');
}

/** The SDK trusts the tenant's own authority only in a process that was started with it. */
if (process.env.GATEHOUSE_TEST_CERTIFICATES === undefined) {
  const { mkdtempSync, rmSync } = require('node:fs') as typeof import('node:fs');
  const { localCertificate } =
    require('../../../scripts/local-tenant/server') as typeof import('../../../scripts/local-tenant/server');
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-faults-'));
  void localCertificate(folder).then(({ authorityFile }) => {
    const { status } = spawnSync(
      process.execPath,
      ['--import', 'tsx', __filename, ...process.argv.slice(2)],
      {
        stdio: 'inherit',
        env: { ...process.env, NODE_EXTRA_CA_CERTS: authorityFile, GATEHOUSE_TEST_CERTIFICATES: folder },
      },
    );
    rmSync(folder, { recursive: true, force: true });
    process.exitCode = status ?? 1;
  });
} else {
  void main().then((code) => {
    process.exitCode = code;
  });
}
