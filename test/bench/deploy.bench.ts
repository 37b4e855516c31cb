import { join } from 'node:path';
import { buildEnvironment } from '../../scripts/bundle';
import { loadEnvironment } from '../../scripts/config';
import { runDeployCli } from '../../scripts/deploy/deploy-cli';
import { SEEDED_CLIENTS } from '../../scripts/local-tenant/seed';
import type { Client } from '../../scripts/local-tenant/store';
import { type DeploySandbox, deploySandbox } from '../deploy/deploy-sandbox';
import { type Figure, inTurn, repeats, timeOf } from './figure';

const ROUNDS = 3;
const ENVIRONMENT = 'dev';

/** A tenant on this machine that runs this build already; both sides are whole processes, the Deploy CLI untouched. */
export default async function deploys(): Promise<Figure[]> {
  const sandbox = await deploySandbox([ENVIRONMENT]);
  try {
    await gatehouse(sandbox, 'deploy');
    const input = await buildWithFormIds(sandbox);
    const plans = await inTurn(ROUNDS, {
      ours: () => gatehouse(sandbox, 'plan'),
      cli: () => deployCli(sandbox, input, true),
    });
    const versions = { ours: 0, cli: 0 };
    const deploysOf = await inTurn(ROUNDS, {
      ours: () => counting(sandbox, versions, 'ours', () => gatehouse(sandbox, 'deploy')),
      cli: () => counting(sandbox, versions, 'cli', () => deployCli(sandbox, input, false)),
    });
    return [
      {
        name: '`gatehouse plan`, no changes',
        unit: 's',
        ...plans.ours.seconds,
        goal: { atMost: 2 },
        peer: { name: '`a0deploy import --dry-run`', ...plans.cli.seconds },
      },
      {
        name: '… that many times as fast',
        unit: '×',
        value: plans.cli.seconds.value / plans.ours.seconds.value,
        goal: { atLeast: 10 },
      },
      {
        name: '`gatehouse deploy`, nothing to do',
        unit: 's',
        ...deploysOf.ours.seconds,
        goal: { atMost: 2 },
        peer: { name: '`a0deploy import`', ...deploysOf.cli.seconds },
      },
      {
        name: '… new versions of Actions per deploy',
        unit: '',
        value: versions.ours / repeats(ROUNDS),
        goal: { atMost: 0 },
        peer: { name: '`a0deploy import`', value: versions.cli / repeats(ROUNDS) },
      },
    ];
  } finally {
    await sandbox.close();
  }
}

async function gatehouse(sandbox: DeploySandbox, command: string): Promise<{ seconds: number }> {
  const milliseconds = await timeOf(async () => {
    const { exitCode, stderr } = await sandbox.gatehouse([command, ENVIRONMENT]);
    if (exitCode !== 0) throw new Error(`gatehouse ${command} ended with exit code ${exitCode}\n${stderr}`);
  });
  return { seconds: milliseconds / 1000 };
}

async function deployCli(
  sandbox: DeploySandbox,
  input: string,
  dryRun: boolean,
): Promise<{ seconds: number }> {
  const client = sandbox.store(ENVIRONMENT).collection<Client>('clients').get(SEEDED_CLIENTS.deploy);
  const milliseconds = await timeOf(async () => {
    const { exitCode, failure } = await runDeployCli({
      command: { import: input },
      domain: `${new URL(sandbox.running.https).host}/t/${ENVIRONMENT}`,
      credentials: { clientId: client?.client_id ?? '', clientSecret: client?.client_secret ?? '' },
      certificateAuthority: sandbox.running.certificateAuthority,
      dryRun,
    });
    if (exitCode !== 0) throw new Error(`a0deploy ended with exit code ${exitCode}\n${failure}`);
  });
  return { seconds: milliseconds / 1000 };
}

async function counting<T>(
  sandbox: DeploySandbox,
  counts: Record<'ours' | 'cli', number>,
  side: 'ours' | 'cli',
  work: () => Promise<T>,
): Promise<T> {
  const versions = sandbox.store(ENVIRONMENT).collection('action-versions');
  const before = versions.count();
  const result = await work();
  counts[side] += versions.count() - before;
  return result;
}

/** What the CLI imports: the same build that gatehouse deploys, with the tenant's own form ids. */
async function buildWithFormIds(sandbox: DeploySandbox): Promise<string> {
  const forms = sandbox.store(ENVIRONMENT).collection<{ id: string; name: string }>('forms').list();
  const formIds = Object.fromEntries(forms.map(({ id, name }) => [name, id]));
  const loaded = await loadEnvironment({ root: sandbox.root, environment: ENVIRONMENT, formIds });
  if (!loaded.ok) throw new Error('the policy is broken: run `npx gatehouse check`');
  const folder = join(sandbox.root, 'dist', ENVIRONMENT);
  await buildEnvironment(loaded.config, folder);
  return join(folder, 'tenant.yaml');
}
