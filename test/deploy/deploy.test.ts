import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../scripts/local-tenant/management-api';
import { SEEDED_CLIENTS } from '../../scripts/local-tenant/seed';
import type { JsonObject } from '../../scripts/local-tenant/store';
import { type DeploySandbox, deploySandbox } from './deploy-sandbox';

/**
 * The deploy commands as a team uses them: processes of their own, the real Deploy CLI below them, tenants behind
 * real sockets. One sandbox for the file; the steps build on each other, in the order of a working week.
 */
describe('a tenant’s life', () => {
  let sandbox: DeploySandbox;
  let dev: TenantView;
  const faults: Fault[] = [];

  beforeAll(async () => {
    sandbox = await deploySandbox(['dev', 'staging'], { faults });
    sandbox.addEveryResourceType();
    dev = tenantView(sandbox, 'dev');
    await dev.addForeignAction('partner-rules');
  });
  afterAll(() => sandbox?.close());

  test('plan shows everything that is missing, and changes nothing: read scopes suffice', async () => {
    const giveBack = dev.restrictScopes((scope) => scope.startsWith('read:'));
    const before = dev.dump();
    const { exitCode, json } = await sandbox.gatehouse(['plan', 'dev', '--json']);
    expect(dev.dump()).toEqual(before);
    giveBack();
    expect(exitCode).toBe(2);
    const [plan] = json.plans as unknown as {
      changes: JsonObject[];
      foreign: unknown;
      formsWithoutId: unknown;
    }[];
    expect(plan?.changes.map(({ change, kind, name }) => `${change} ${kind} ${name}`)).toEqual([
      'add action screen-signup',
      'add action require-signup-terms',
      'add action require-verified-email',
      'add action require-terms',
      'add action enrich-profile',
      'change bindings pre-user-registration',
      'change bindings post-login',
      'add form accept-terms',
      'add emailTemplate verify_email',
      'add emailTemplate reset_email',
      'change partials signup',
      'change branding settings',
      'add page error_page',
      'add client Members App',
      'add resourceServer https://api.example.com',
      'add clientGrant Members App for https://api.example.com',
      'add database Members',
      'add connection google-extra',
      'add role Member',
      'add organization acme',
      'change tenant settings',
      'change attackProtection bruteForceProtection',
      'change attackProtection suspiciousIpThrottling',
      'add emailProvider settings',
      'add logStream hook',
      'change guardianFactor otp',
      'change other flows',
    ]);
    // What could not be put back is said before, and no secret is.
    expect(plan?.changes.filter(({ cannotPutBack }) => cannotPutBack).map(({ name }) => name)).toEqual([
      'verify_email',
      'reset_email',
      'error_page',
      'flows',
    ]);
    expect(JSON.stringify(plan)).not.toMatch(/first-(secret|token|pass)/);
    expect(plan?.foreign).toEqual([{ trigger: 'post-login', action: 'partner-rules' }]);
    expect(plan?.formsWithoutId).toEqual(['accept-terms']);
  });

  test('two tenants are deployed at once, each with its own log and record', async () => {
    // At the same time somebody deploys dev from another machine: whoever takes the lock first does it.
    const clone = sandbox.clone();
    const [result, other] = await Promise.all([
      sandbox.gatehouse(['deploy', 'dev', 'staging', '--record', 'record.json']),
      clone.whenLocked('dev').then(() => clone.gatehouse(['deploy', 'dev', '--json'])),
    ]);
    expect(other.json.deployed).toEqual([
      expect.objectContaining({
        outcome: 'failed',
        error: expect.objectContaining({ code: 'DEPLOY_RUNNING' }),
      }),
    ]);
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.stdout).toMatch(/^dev {6}deployed .*\nstaging {2}deployed /m);
    expect(result.stderr).toMatch(/\[dev {4}\] deployed and verified/);
    expect(result.stderr).toMatch(
      /\[staging\] write this into tenant\/environments\/staging.yaml: forms: { accept-terms: ap_/,
    );
    expect(JSON.parse(readFileSync(join(sandbox.root, 'record.json'), 'utf8'))).toHaveLength(2);
    expect(sandbox.records('dev')).toHaveLength(1);
    for (const environment of ['dev', 'staging']) {
      expect(tenantView(sandbox, environment).names()).not.toContain('gatehouse-deploy-lock');
    }
  });

  test('another team’s Action stays bound, in its place', () => {
    expect(dev.bound('post-login')).toEqual([
      'partner-rules',
      'require-verified-email',
      'require-terms',
      'enrich-profile',
    ]);
    expect(dev.bound('pre-user-registration')).toEqual(['screen-signup', 'require-signup-terms']);
  });

  test('the Actions carry the id that the tenant gave the form', () => {
    const [form] = dev.list('forms');
    expect(dev.deployedCode('require-terms')).toMatch(new RegExp(`formId: ?"${form?.id}"`));
  });

  test('a second deploy changes nothing and makes no versions', async () => {
    const versions = dev.list('action-versions').length;
    const { exitCode, json } = await sandbox.gatehouse(['deploy', 'dev', '--json']);
    expect(exitCode).toBe(0);
    expect(json.deployed).toEqual([expect.objectContaining({ environment: 'dev', outcome: 'unchanged' })]);
    expect(dev.list('action-versions')).toHaveLength(versions);
    expect(await sandbox.gatehouse(['verify', 'dev', 'staging'])).toMatchObject({ exitCode: 0 });
  });

  test('what fails at the end of a deploy is put back, whatever type it has', async () => {
    sandbox.changeEveryResourceType();
    const before = dev.content();
    // The pages write the tenant's settings too, at the beginning: this is the very last request.
    faults.push({ method: 'PATCH', path: '/tenants/settings', after: 1, status: 400, message: 'Not today.' });
    const failed = await sandbox.gatehouse(['deploy', 'dev']);
    faults.length = 0;
    expect(failed.stdout).toContain('it could not write tenant: 400 Not today.');
    expect(failed.stdout).toMatch(/The tenant is as it was: 1\d changes were put back\.$/m);
    expect(failed).toMatchObject({ exitCode: 1 });
    expect(dev.content()).toEqual(before);

    expect(await sandbox.gatehouse(['deploy', 'dev'])).toMatchObject({ exitCode: 0 });
  });

  test('a change of policy is planned value by value, and refused where a secret is missing', async () => {
    sandbox.edit(
      'tenant/environments/dev.yaml',
      (text) =>
        `${text}policy:\n  terms:\n    prompt: { kind: redirect, url: "https://terms.example.com" }\n`,
    );
    const setToken = (from: string, to: string) =>
      sandbox.edit('tenant/tenant.yaml', (text) =>
        text.replace(`${from}-token, scope`, `${to}-token, scope`),
      );
    setToken('second', 'third');
    const plan = await sandbox.gatehouse(['plan', 'dev']);
    setToken('third', 'second');
    expect(plan.exitCode).toBe(2);
    // The tenant shows it in clear; the plan may end as a comment that everybody reads.
    expect(plan.stdout).toMatch(
      /^ {4}-.*"auth_token": "\(hidden\)",?\n {4}\+.*"auth_token": "\(hidden, another value\)"/m,
    );
    expect(plan.stdout).not.toMatch(/(second|third)-token/);
    expect(plan.stdout).toContain('~ Action require-terms: code; secrets: + TERMS_SIGNING_KEY');
    // The policy stands in the Action as one long line: in a diff each value has one of its own.
    expect(plan.stdout).toMatch(/^ {4}-\s+kind: ?"form",\n {4}-\s+form: ?"accept-terms"/m);

    const takeAll = (from: string, to: string) =>
      sandbox.edit('tenant/tenant.yaml', (text) =>
        text.replace(`enabled_clients: [${from}]`, `enabled_clients: [${to}]`),
      );
    takeAll('Members App, Default App', '');
    const refused = await sandbox.gatehouse(['deploy', 'dev']);
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.stdout).toContain('MISSING_SECRETS: set GATEHOUSE_DEV_SECRET_TERMS_SIGNING_KEY');
    expect(refused.stdout).toContain('CLI_CANNOT: database Members: the Deploy CLI does not take');
    takeAll('', 'Members App, Default App');
  });

  test('it deploys the Actions that it concerns, and no others', async () => {
    const versions = dev.versionNumbers();
    const secret = 'k'.repeat(40);
    const result = await sandbox.gatehouse(['deploy', 'dev'], {
      GATEHOUSE_DEV_SECRET_TERMS_SIGNING_KEY: secret,
    });
    expect(result).toMatchObject({ exitCode: 0 });
    const after = dev.versionNumbers();
    const changed = Object.keys(after).filter((name) => after[name] !== versions[name]);
    expect(changed).toEqual(['require-terms']);
    expect(dev.secretsOf('require-terms')).toEqual({ TERMS_SIGNING_KEY: secret });
    // Neither a secret nor a credential in what is said or kept.
    const kept = sandbox.records('dev').map((file) => readFileSync(file, 'utf8'));
    for (const text of [result.stdout, result.stderr, ...kept]) {
      expect(text).not.toContain('second-token');
      expect(text).not.toContain(secret);
      expect(text).not.toContain(sandbox.clientSecret('dev'));
    }
  });

  test('what somebody changes by hand is drift', async () => {
    await dev.deployByHand('enrich-profile', 'exports.onExecutePostLogin = async () => {};');
    const verified = await sandbox.gatehouse(['verify', 'dev']);
    expect(verified).toMatchObject({ exitCode: 2 });
    expect(verified.stdout).toMatch(/~ Action enrich-profile: runs [0-9a-f]{12}, wanted [0-9a-f]{12}/);
    const record = sandbox.records('dev').at(-1) ?? '';
    const drift = await sandbox.gatehouse(['plan', 'dev', '--against-release', record]);
    expect(drift).toMatchObject({ exitCode: 2 });
    expect(drift.stdout).toContain('Action enrich-profile');
    expect(drift.stdout).not.toContain('branding');
    await dev.request('PATCH', '/branding', { colors: { primary: '#000000' } });
    const painted = await sandbox.gatehouse(['plan', 'dev', '--against-release', record]);
    expect(painted.stdout).toContain('~ branding settings: differs in colors');
    // Records hold no secrets, and what was not changed is no drift all the same.
    expect(painted.stdout).not.toContain('google-extra');
  });

  test('an Action that lost its banner is only overwritten on demand, and a new value of a secret sent', async () => {
    const rotated = 'r'.repeat(40);
    const variables = { GATEHOUSE_DEV_SECRET_TERMS_SIGNING_KEY: rotated };
    const refused = await sandbox.gatehouse(['deploy', 'dev'], variables);
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.stdout).toContain(
      'FOREIGN_ACTION: the tenant\'s Action "enrich-profile": gatehouse released it, but somebody has replaced',
    );
    const adopted = await sandbox.gatehouse(['deploy', 'dev', '--adopt', '--json'], variables);
    expect(adopted).toMatchObject({ exitCode: 0 });
    // The tenant does not show that the secret has another value now; the last release's record does.
    expect(adopted.json.deployed).toMatchObject([
      { changes: expect.stringContaining('~ Action require-terms') },
    ]);
    expect(dev.secretsOf('require-terms')).toEqual({ TERMS_SIGNING_KEY: rotated });
    expect(await sandbox.gatehouse(['verify', 'dev'])).toMatchObject({ exitCode: 0 });
  });

  test('rollback brings back code, order and secrets of the release before', async () => {
    const [first = '', second = ''] = sandbox.records('dev');
    const atFirst = JSON.parse(readFileSync(first, 'utf8')).after.actions;
    const result = await sandbox.gatehouse(['rollback', 'dev', '--release', second, '--json']);
    expect(result).toMatchObject({ exitCode: 0 });
    for (const [name, { sha256 }] of Object.entries(atFirst) as [string, { sha256: string }][]) {
      expect({ name, sha256: dev.deployedSha256(name) }).toEqual({ name, sha256 });
    }
    expect(dev.secretsOf('require-terms')).toEqual({});
    expect(await sandbox.gatehouse(['verify', 'dev'])).toMatchObject({ exitCode: 2 });
  });
});

describe('a deploy is refused', () => {
  let sandbox: DeploySandbox;
  const faults: Fault[] = [];
  beforeAll(async () => {
    sandbox = await deploySandbox(['dev', 'staging'], { faults });
  });
  afterAll(() => sandbox?.close());

  test('or stopped by Ctrl-C, and by a second one: everything is put back', async () => {
    const before = tenantView(sandbox, 'dev').names();
    const deploy = sandbox.start(['deploy', 'dev']);
    faults.push({
      path: '/actions/actions/:id/deploy',
      after: 2,
      onHit: () => {
        deploy.kill('SIGINT');
        void deploy.said('Stopping').then(() => deploy.kill('SIGINT'));
      },
    });
    const { exitCode, stderr, stdout } = await deploy.done;
    faults.length = 0;
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Stopping: what was changed is put back.');
    expect(stderr).toContain('Still putting back what was there');
    expect(stdout).toContain('the deploy was stopped');
    expect(tenantView(sandbox, 'dev').names()).toEqual(before);
    expect(tenantView(sandbox, 'dev').list('forms')).toEqual([]);
    expect(tenantView(sandbox, 'dev').bound('post-login')).toEqual([]);
  });

  test('or ended with its terminal, when nobody reads any more: everything is put back', async () => {
    const before = tenantView(sandbox, 'dev').names();
    const deploy = sandbox.start(['deploy', 'dev']);
    faults.push({
      path: '/actions/actions/:id/deploy',
      after: 2,
      onHit: () => {
        deploy.stopReading();
        deploy.kill('SIGHUP');
      },
    });
    const { exitCode } = await deploy.done;
    faults.length = 0;
    expect(exitCode).toBe(1);
    expect(tenantView(sandbox, 'dev').names()).toEqual(before);
    expect(tenantView(sandbox, 'dev').bound('post-login')).toEqual([]);
  });

  test('with wrong credentials', async () => {
    const { exitCode, json } = await sandbox.gatehouse(['deploy', 'dev', '--json'], {
      GATEHOUSE_DEV_CLIENT_SECRET: 'wrong',
    });
    expect(exitCode).toBe(1);
    expect(json.deployed).toEqual([
      expect.objectContaining({ error: expect.objectContaining({ code: 'CREDENTIALS_REFUSED' }) }),
    ]);
  });

  test('without any scope, naming those for writing too: they are granted once', async () => {
    const giveBack = tenantView(sandbox, 'dev').restrictScopes(() => false);
    const { exitCode, stdout } = await sandbox.gatehouse(['deploy', 'dev']);
    giveBack();
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/lacks read:actions, create:actions.* update:tenant_settings: grant them/);
  });

  test('where scopes or secrets are missing, or the domain is another environment’s: all said at once', async () => {
    const giveBack = tenantView(sandbox, 'dev').restrictScopes(
      (name) => !['update:prompts', 'delete:actions', 'create:forms'].includes(name),
    );
    const domain = `${new URL(sandbox.running.https).host}/t/dev`.toUpperCase();
    const other = 'tenant/environments/production.yaml';
    sandbox.edit(other, (text) => text.replace(/^domain: .*$/m, `domain: ${domain}`));
    // Another environment's broken file is that one's own affair.
    const broken = join(sandbox.root, 'tenant/environments/broken.yaml');
    writeFileSync(broken, 'domain: [');
    const before = sandbox.dump('dev');

    const { exitCode, stdout } = await sandbox.gatehouse(['deploy', 'dev'], {
      GATEHOUSE_DEV_SECRET_TYPO: 'x',
    });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/MISSING_SCOPES: .*delete:actions.*create:forms.*update:prompts/);
    expect(stdout).toContain('UNUSED_SECRETS: no Action declares GATEHOUSE_DEV_SECRET_TYPO');
    expect(stdout).toContain('DOMAIN_SHARED');
    expect(sandbox.dump('dev')).toEqual(before);

    rmSync(broken);
    sandbox.edit(other, (text) => text.replace(/^domain: .*$/m, 'domain: acme.eu.auth0.com'));
    giveBack();
  });

  test('where another deploy is running, and then for all who wait for the canary', async () => {
    await tenantView(sandbox, 'dev').request('POST', '/actions/actions', {
      name: 'gatehouse-deploy-lock',
      code: `// held by another since ${new Date().toISOString()}\n`,
      supported_triggers: [{ id: 'post-login', version: 'v3' }],
    });
    const { exitCode, json } = await sandbox.gatehouse(['deploy', 'staging', '--canary', 'dev', '--json']);
    expect(exitCode).toBe(1);
    const failed = (environment: string, code: string, message: string) =>
      expect.objectContaining({
        environment,
        error: { code, message: expect.stringContaining(message) },
      });
    expect(json.deployed).toEqual([
      failed('dev', 'DEPLOY_RUNNING', 'another'),
      failed('staging', 'CANARY_FAILED', 'dev failed'),
    ]);
    expect(tenantView(sandbox, 'staging').names()).toEqual([]);
    expect(tenantView(sandbox, 'dev').names()).toEqual(['gatehouse-deploy-lock']);
  });

  test('and plan says in one message which tenant cannot be reached', async () => {
    sandbox.edit('tenant/environments/dev.yaml', (text) =>
      text.replace(/^domain: .*$/m, 'domain: localhost:4'),
    );
    const { exitCode, stdout, stderr } = await sandbox.gatehouse(['plan', 'dev', 'staging']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^dev: localhost:4 could not be reached: /m);
    expect(stdout).toContain('staging (');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

/** What a test needs to see and do in a tenant, past the commands. */
interface TenantView {
  request(method: string, path: string, body?: unknown): Promise<JsonObject>;
  addForeignAction(name: string): Promise<void>;
  deployByHand(name: string, code: string): Promise<void>;
  names(): string[];
  bound(trigger: string): string[];
  list(collection: string): JsonObject[];
  deployedCode(name: string): string;
  deployedSha256(name: string): string;
  versionNumbers(): Record<string, number>;
  secretsOf(name: string): unknown;
  dump(): unknown;
  /** The same without what every write makes anew, and without the versions that Auth0 keeps. */
  content(): unknown;
  /** Leaves the deploy client these scopes. @returns what gives the others back */
  restrictScopes(keep: (scope: string) => boolean): () => void;
}

function tenantView(sandbox: DeploySandbox, environment: string): TenantView {
  const store = sandbox.store(environment);
  const list = (collection: string) => store.collection<JsonObject>(collection).list();
  const named = (name: string) => list('actions').find((action) => action.name === name);
  const versionOf = (name: string) =>
    store.collection<JsonObject>('action-versions').get(String(named(name)?.deployed_version_id));
  const base = `${sandbox.running.http}/t/${environment}`;
  let token: string | undefined;
  const request = async (method: string, path: string, body?: unknown): Promise<JsonObject> => {
    token ??= await sandbox.token(environment);
    const response = await fetch(`${base}/api/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as JsonObject;
  };
  return {
    request,
    list,
    async addForeignAction(name) {
      const { id } = await request('POST', '/actions/actions', {
        name,
        code: 'exports.onExecutePostLogin = async () => {};',
        supported_triggers: [{ id: 'post-login', version: 'v3' }],
      });
      await request('GET', `/actions/actions/${id}`);
      await request('POST', `/actions/actions/${id}/deploy`);
      await request('PATCH', '/actions/triggers/post-login/bindings', {
        bindings: [{ ref: { type: 'action_name', value: name }, display_name: 'Partner rules' }],
      });
    },
    async deployByHand(name, code) {
      const id = named(name)?.id;
      await request('PATCH', `/actions/actions/${id}`, { code });
      await request('GET', `/actions/actions/${id}`);
      await request('POST', `/actions/actions/${id}/deploy`);
    },
    names: () =>
      list('actions')
        .map((action) => String(action.name))
        .sort(),
    bound: (trigger) => {
      const bindings = (store.collection<JsonObject>('bindings').get(trigger)?.bindings ??
        []) as JsonObject[];
      return bindings.map((binding) =>
        String(list('actions').find(({ id }) => id === binding.action_id)?.name),
      );
    },
    deployedCode: (name) => String(versionOf(name)?.code),
    deployedSha256: (name) => sandbox.sha256(String(versionOf(name)?.code)),
    versionNumbers: () =>
      Object.fromEntries(list('actions').map(({ name }) => [name, Number(versionOf(String(name))?.number)])),
    secretsOf: (name) =>
      store.collection<JsonObject>('action-secrets').get(String(named(name)?.deployed_version_id))?.values,
    dump: () => sandbox.dump(environment),
    content: () => {
      const lasting = Object.entries(sandbox.dump(environment)).filter(([key]) => !key.startsWith('action-'));
      const times = ['updated_at', 'created_at', 'deployed_version_id'];
      return JSON.parse(
        JSON.stringify(Object.fromEntries(lasting), (key, value) =>
          times.includes(key) ? undefined : value,
        ),
      );
    },
    restrictScopes: (keep) => {
      const grants = store.collection<JsonObject>('client-grants');
      const own = grants.list().filter(({ client_id: id }) => id === SEEDED_CLIENTS.deploy);
      for (const grant of own)
        grants.put(String(grant.id), { ...grant, scope: (grant.scope as string[]).filter(keep) });
      return () => {
        for (const grant of own) grants.put(String(grant.id), grant);
      };
    },
  };
}
