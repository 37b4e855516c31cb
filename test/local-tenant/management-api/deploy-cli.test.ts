import { generateKeyPairSync } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { type DeployCliRun, runDeployCli } from '../../../scripts/deploy/deploy-cli';
import { type RunningTenant, startTenant } from '../../../scripts/local-tenant/running';
import { SEEDED_CLIENTS } from '../../../scripts/local-tenant/seed';
import type { Client } from '../../../scripts/local-tenant/store';

/** Types that exist once and so cannot be deleted; the CLI refuses an empty list for some of them. */
const SETTINGS =
  /^(tenant|pages|triggers|emailProvider|emailTemplates|branding|prompts|attackProtection|riskAssessment|guardian.*)$/;

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-every-resource-'));
const configuration = join(folder, 'configuration');
let running: RunningTenant;

beforeAll(async () => {
  cpSync(join(__dirname, 'every-resource'), configuration, { recursive: true });
  const { publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  writeFileSync(join(configuration, 'public-key.pem'), publicKey);
  running = await startTenant({
    database: ':memory:',
    certificates: join(folder, 'certificates'),
    http: { port: 0 },
    https: { port: 0 },
    claimsNamespace: 'https://example.com',
  });
});

afterAll(async () => {
  await running?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(
  command: DeployCliRun['command'],
  settings: Record<string, unknown> = {},
): Promise<string[]> {
  const client = running.tenant.store.collection<Client>('clients').get(SEEDED_CLIENTS.deploy);
  const { exitCode, lines, failure } = await runDeployCli({
    command,
    settings,
    domain: new URL(running.https).host,
    credentials: { clientId: SEEDED_CLIENTS.deploy, clientSecret: client?.client_secret ?? '' },
    certificateAuthority: running.certificateAuthority,
    withoutPromptsSchema: true,
  });
  expect([exitCode, failure]).toEqual([0, undefined]);
  return lines.filter((line) => / - (warn|error): /.test(line));
}

describe('the real Deploy CLI', () => {
  it('imports one of everything, exports it, and deletes it again', async () => {
    await run({ import: join(configuration, 'tenant.yaml') });
    const { store } = running.tenant;
    const wanted = parse(readFileSync(join(configuration, 'tenant.yaml'), 'utf8')) as Record<string, unknown>;
    const [action] = store.collection('actions').findBy('name', 'with-module');
    expect(action?.modules).toEqual([
      expect.objectContaining({ module_name: 'shared', module_version_number: 1 }),
    ]);
    expect(store.collection('singletons').get('tenant-settings')).toMatchObject({
      friendly_name: 'Big',
      error_page: { url: 'https://mycompany.org/error' },
    });

    const exported = join(folder, 'exported');
    mkdirSync(exported);
    await run({ export: exported, format: 'directory' }, { AUTH0_EXCLUDED: ['prompts', 'emailTemplates'] });
    for (const [type, name] of [
      ['actions', 'one.json'],
      ['action-modules', 'shared.json'],
      ['clients', 'Key client.json'],
      ['event-streams', 'hook.json'],
      ['forms', 'form1.json'],
      ['network-acls', 'US-p-1.json'],
      ['organizations', 'org1.json'],
      ['roles', 'Admin.json'],
      ['self-service-profiles', 'ssp1.json'],
      ['token-exchange-profiles', 'tep1.json'],
    ] as const) {
      expect([type, readdirSync(join(exported, type))]).toEqual([type, expect.arrayContaining([name])]);
    }
    expect(existsSync(join(exported, 'triggers', 'triggers.json'))).toBe(true);

    const empty = Object.keys(wanted).filter((type) => !SETTINGS.test(type) && type !== 'actionModules');
    const nothing = join(folder, 'nothing.yaml');
    writeFileSync(nothing, stringify(Object.fromEntries(empty.map((type) => [type, []]))));
    await run({ import: nothing }, { AUTH0_ALLOW_DELETE: true });
    const left = Object.fromEntries(
      [
        ...['actions', 'roles', 'organizations', 'forms', 'flows', 'flows-vault-connections', 'log-streams'],
        ...['event-streams', 'network-acls', 'self-service-profiles', 'user-attribute-profiles'],
        ...['connection-profiles', 'token-exchange-profiles', 'rate-limit-policies', 'themes'],
        ...['phone-providers', 'phone-templates', 'connections', 'client-credentials'],
      ].map((name) => [name, store.collection(name).count()]),
    );
    expect(Object.values(left).reduce((sum, count) => sum + count, 0)).toBe(0);
    expect(
      store
        .collection<Client>('clients')
        .list()
        .map(({ name }) => name),
    ).toEqual(expect.arrayContaining(['Deploy CLI', 'All Applications']));
  }, 180_000);
});
