import { spawn } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'libsql';
import type { ManagementApiOptions } from '../../scripts/local-tenant/management-api';
import { type RunningTenant, startTenant } from '../../scripts/local-tenant/running';
import { SEEDED_CLIENTS } from '../../scripts/local-tenant/seed';
import type { Client, TenantStore } from '../../scripts/local-tenant/store';
import { PROJECT_ROOT } from '../../scripts/project-root';

export interface CommandResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** What `--json` printed. */
  json: Record<string, unknown>;
}

/** A copy of this project whose environments are tenants on this machine, each at `/t/<environment>`. */
export interface DeploySandbox {
  root: string;
  running: RunningTenant;
  /** The environment variables that `gatehouse` gets. */
  variables: Readonly<Record<string, string>>;
  /** Runs `gatehouse …` as a user does: a process of its own, the real Deploy CLI below it (see `variables`). */
  gatehouse(arguments_: string[], environment?: Record<string, string>): Promise<CommandResult>;
  start(arguments_: string[]): {
    done: Promise<CommandResult>;
    /** Resolves once the command has printed this to standard error. */
    said(text: string): Promise<void>;
    kill(signal: NodeJS.Signals): void;
    /** From now on nobody reads what it prints, as after a pipe to a program that has ended. */
    stopReading(): void;
  };
  store(environment: string): TenantStore;
  read(file: string): string;
  edit(file: string, change: (text: string) => string): void;
  /** Lets tenant.yaml speak of every resource type. */
  addEveryResourceType(): void;
  /** … and say something else of each. */
  changeEveryResourceType(): void;
  /** The same project on another machine. */
  clone(): Pick<DeploySandbox, 'gatehouse'> & { whenLocked(environment: string): Promise<void> };
  /** Files of the release records, oldest first. */
  records(environment: string): string[];
  clientSecret(environment: string): string;
  /** A token for the tenant's Management API over http. */
  token(environment: string): Promise<string>;
  sha256(text: string): string;
  /** Everything that the tenant holds, but for what merely counts and logs requests. */
  dump(environment: string): Record<string, unknown>;
  close(): Promise<void>;
}

/** Collections that grow with every request, whatever it does. */
const TRANSIENT = ['logs', 'signing-keys', 'executions', 'rate-limits', 'client-assertions'];

/** The environment whose client proves itself with a private key; that of the others has a secret. */
const WITH_PRIVATE_KEY = 'staging';

/** What every-resource-type.yaml refers to. */
const REFERENCED_FILES: Readonly<Record<string, string>> = {
  'databases/login.js': 'function login(email, password, callback) { return callback(null); }\n',
  'pages/error.html': '<h1>Error</h1>\n',
  'flows/a-flow.json': '{ "name": "a-flow", "actions": [] }\n',
};

/** Another value of everything in every-resource-type.yaml. */
const EVERYTHING_ELSE: Readonly<Record<string, string>> = {
  'passwordPolicy: good': 'passwordPolicy: excellent',
  'enabled_clients: [Members App]': 'enabled_clients: [Members App, Default App]',
  'members.example.com/callback': 'members.example.com/back',
  'description: Read }': 'description: Read members }',
  'scope: ["read:members"]': 'scope: ["admin:members"]',
  'description: May read': 'description: May administer',
  'permission_name: "read:members"': 'permission_name: "admin:members"',
  '#112233': '#445566',
  'display_name: Acme': 'display_name: Acme Inc.',
  'show_as_button: true': 'show_as_button: false',
  'auth_token: first-token': 'auth_token: second-token',
  'max_attempts: 7': 'max_attempts: 9',
  'shields: [admin_notification]': 'shields: [block]',
  'no-reply@example.com': 'hello@example.com',
  'https://logs.example.com': 'https://more-logs.example.com',
  'otp, enabled: true': 'otp, enabled: false',
  'enabled_locales: [en, de]': 'enabled_locales: [en, de, fr]',
};

/** Lets the deploy client prove itself with a key of its own, as a tenant's owner sets it up. */
function givePrivateKey(store: TenantStore): string {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const clients = store.collection<Client>('clients');
  const client = clients.get(SEEDED_CLIENTS.deploy);
  if (client === undefined) throw new Error('there is no deploy client');
  const credential = { id: 'cred_deploy', client_id: client.client_id, alg: 'RS256', pem: publicKey };
  store.collection('client-credentials').put(credential.id, credential);
  clients.put(client.client_id, {
    ...client,
    token_endpoint_auth_method: null,
    client_authentication_methods: { private_key_jwt: { credentials: [{ id: credential.id }] } },
  });
  return privateKey;
}

export async function deploySandbox(
  environments: readonly string[],
  managementApi: ManagementApiOptions = {},
): Promise<DeploySandbox> {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-deploy-test-'));
  for (const path of ['tenant', 'actions', 'scripts', 'package.json', 'tsconfig.json']) {
    cpSync(join(PROJECT_ROOT, path), join(root, path), { recursive: true });
  }
  symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(root, 'node_modules'));
  const running = await startTenant({
    database: join(root, 'tenants.db'),
    certificates: process.env.GATEHOUSE_TEST_CERTIFICATES ?? join(root, 'tls'),
    http: { port: 0 },
    https: { port: 0 },
    tenants: environments,
    claimsNamespace: 'https://gatehouse.example.com',
    managementApi,
  });
  const store = (environment: string): TenantStore => {
    const context = running.tenantNamed(environment);
    if (context === undefined) throw new Error(`no tenant ${environment}`);
    return context.store;
  };
  const variables: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: root,
    NODE_EXTRA_CA_CERTS: running.certificateAuthority,
    // The real CLI without its 20 s schema check. The end-to-end test of the local tenant runs it untouched.
    GATEHOUSE_WITHOUT_PROMPTS_SCHEMA: '1',
  };
  for (const environment of environments) {
    const file = join(root, 'tenant/environments', `${environment}.yaml`);
    if (!existsSync(file)) cpSync(join(root, 'tenant/environments/dev.yaml'), file);
    const domain = `${new URL(running.https).host}/t/${environment}`;
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^domain: .*$/m, `domain: ${domain}`));
    const client = store(environment).collection<Client>('clients').get(SEEDED_CLIENTS.deploy);
    const prefix = `GATEHOUSE_${environment.toUpperCase()}`;
    variables[`${prefix}_CLIENT_ID`] = client?.client_id ?? '';
    if (environment === WITH_PRIVATE_KEY)
      variables[`${prefix}_PRIVATE_KEY`] = givePrivateKey(store(environment));
    else variables[`${prefix}_CLIENT_SECRET`] = client?.client_secret ?? '';
  }
  const start = (arguments_: string[], extra: Record<string, string> = {}, cwd = root) => {
    const child = spawn(process.execPath, ['scripts/gatehouse.cjs', ...arguments_], {
      cwd,
      env: { ...variables, ...extra },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const done = new Promise<CommandResult>((resolve) => {
      child.once('close', (exitCode) => {
        const json = arguments_.includes('--json') ? JSON.parse(stdout) : {};
        resolve({ exitCode, stdout, stderr, json });
      });
    });
    const said = (text: string) =>
      new Promise<void>((resolve) => {
        const look = () => stderr.includes(text) && resolve();
        child.stderr.on('data', look);
        look();
      });
    const stopReading = () => {
      child.stdout.destroy();
      child.stderr.destroy();
    };
    return { done, said, kill: (signal: NodeJS.Signals) => void child.kill(signal), stopReading };
  };
  return {
    root,
    running,
    variables,
    start,
    store,
    gatehouse: (arguments_, extra) => start(arguments_, extra).done,
    clone: () => {
      const other = `${root}-clone`;
      for (const path of ['tenant', 'actions', 'scripts', 'package.json', 'tsconfig.json']) {
        cpSync(join(root, path), join(other, path), { recursive: true });
      }
      symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(other, 'node_modules'));
      return {
        gatehouse: (arguments_, extra) => start(arguments_, extra, other).done,
        async whenLocked(environment) {
          const actions = store(environment).collection<{ name: string }>('actions');
          while (!actions.list().some(({ name }) => name === 'gatehouse-deploy-lock')) {
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
        },
      };
    },
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    records: (environment) => {
      const folder = join(root, '.gatehouse/releases', environment);
      return readdirSync(folder)
        .sort()
        .map((file) => join(folder, file));
    },
    clientSecret: (environment) =>
      String(store(environment).collection<Client>('clients').get(SEEDED_CLIENTS.deploy)?.client_secret),
    token: async (environment) => {
      const client = store(environment).collection<Client>('clients').get(SEEDED_CLIENTS.deploy);
      const response = await fetch(`${running.http}/t/${environment}/oauth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          grant_type: 'client_credentials',
          client_id: client?.client_id,
          client_secret: client?.client_secret,
          audience: `${running.http}/t/${environment}/api/v2/`,
        }),
      });
      return ((await response.json()) as { access_token: string }).access_token;
    },
    dump: (environment) => {
      const database = new Database(join(root, 'tenants.db'), { readonly: true });
      const rows = database
        .prepare('SELECT collection, id, body FROM documents WHERE tenant = ? ORDER BY collection, id')
        .all(environment) as { collection: string; id: string; body: string }[];
      database.close();
      return Object.fromEntries(
        rows
          .filter(({ collection }) => !TRANSIENT.includes(collection))
          .map(({ collection, id, body }) => [`${collection}/${id}`, JSON.parse(body)]),
      );
    },
    read: (file) => readFileSync(join(root, file), 'utf8'),
    edit: (file, change) => writeFileSync(join(root, file), change(readFileSync(join(root, file), 'utf8'))),
    changeEveryResourceType: () => {
      const file = join(root, 'tenant/tenant.yaml');
      const edited = Object.entries(EVERYTHING_ELSE).reduce(
        (text, [from, to]) => text.replace(from, to),
        readFileSync(file, 'utf8'),
      );
      writeFileSync(file, edited);
      writeFileSync(join(root, 'tenant/pages/error.html'), '<h1>Sorry</h1>\n');
      writeFileSync(join(root, 'tenant/databases/login.js'), 'function login() { throw new Error("no"); }\n');
    },
    addEveryResourceType: () => {
      for (const [file, text] of Object.entries(REFERENCED_FILES)) {
        mkdirSync(join(root, 'tenant', dirname(file)), { recursive: true });
        writeFileSync(join(root, 'tenant', file), text);
      }
      const more = readFileSync(join(__dirname, 'every-resource-type.yaml'), 'utf8');
      writeFileSync(
        join(root, 'tenant/tenant.yaml'),
        readFileSync(join(root, 'tenant/tenant.yaml'), 'utf8') + more,
      );
    },
    close: async () => {
      await running.close();
      for (const folder of [root, `${root}-clone`]) rmSync(folder, { recursive: true, force: true });
    },
  };
}
