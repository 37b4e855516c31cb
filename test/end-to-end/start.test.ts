import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../scripts/project-root';

/** `npm start` as a person runs it, in a copy of the project where things can be broken. */
describe('gatehouse start', () => {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-start-'));
  const started: ChildProcess[] = [];

  beforeAll(() => {
    for (const part of ['actions', 'tenant', 'scripts', 'package.json', 'tsconfig.json']) {
      cpSync(join(PROJECT_ROOT, part), join(root, part), { recursive: true });
    }
    symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(root, 'node_modules'));
  });

  afterAll(() => {
    for (const child of started) child.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  });

  const COMMAND = ['scripts/gatehouse.cjs', 'start'];

  function run(...flags: string[]) {
    const result = spawnSync(process.execPath, [...COMMAND, ...flags], {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { exitCode: result.status, text: result.stderr, stdout: result.stdout };
  }

  /** Starts it, and gives the addresses as soon as they are printed. */
  async function start(...flags: string[]) {
    const child = spawn(
      process.execPath,
      [...COMMAND, '--json', '--port', '0', '--tls-port', '0', ...flags],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    started.push(child);
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      errors += text;
    });
    const addresses = await new Promise<Record<string, string>>((resolve, reject) => {
      let printed = '';
      child.stdout.setEncoding('utf8').on('data', (text) => {
        printed += text;
        if (printed.trimEnd().endsWith('}')) resolve(JSON.parse(printed));
      });
      child.once('exit', () => reject(new Error(`start ended: ${errors}`)));
    });
    return {
      addresses,
      /** Until this stands in what is said to people. */
      says: async (text: string | RegExp) => {
        while (!errors.match(text)) await once(child.stderr, 'data');
      },
      stop: async () => {
        const exit = once(child, 'exit');
        child.kill('SIGINT');
        const [exitCode] = await exit;
        return exitCode as number;
      },
    };
  }

  /** Breaks a file for the length of one check. */
  function withBroken(file: string, text: string, check: () => void) {
    const path = join(root, file);
    const before = readFileSync(path, 'utf8');
    try {
      writeFileSync(path, text);
      check();
    } finally {
      writeFileSync(path, before);
    }
  }

  it('serves its pages, stops everything at Ctrl-C, and remembers the tenant at the next start', async () => {
    const first = await start();
    const page = await fetch(first.addresses.sampleApp ?? '');
    expect(page.status).toBe(200);
    expect((await fetch(first.addresses.outbox ?? '')).status).toBe(200);
    const keys = await (await fetch(`${first.addresses.issuer}.well-known/jwks.json`)).json();

    const config = JSON.parse(readFileSync(first.addresses.deployCliConfig ?? '', 'utf8'));
    expect(`https://${config.AUTH0_DOMAIN}`).toBe(first.addresses.https);
    const token = await fetch(`${first.addresses.issuer}oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: config.AUTH0_CLIENT_ID,
        client_secret: config.AUTH0_CLIENT_SECRET,
        audience: `${first.addresses.issuer}api/v2/`,
      }),
    });
    expect(token.status).toBe(200);

    const second = run('--port', '0', '--tls-port', '0');
    expect(second.exitCode).toBe(1);
    expect(second.text).toMatch(/already running at http:\/\/localhost:\d+/);

    expect(await first.stop()).toBe(0);
    await expect(fetch(first.addresses.sampleApp ?? '')).rejects.toThrow();

    const again = await start('--watch');
    expect(await (await fetch(`${again.addresses.issuer}.well-known/jwks.json`)).json()).toEqual(keys);

    // Replaced by another file, as many editors save.
    const policy = join(root, 'tenant/policy.yaml');
    const save = (text: string) => {
      writeFileSync(`${policy}.new`, text);
      renameSync(`${policy}.new`, policy);
    };
    const good = readFileSync(policy, 'utf8');
    save(good.replace('mode: enforce', 'mode: enforced'));
    await again.says(/policy\.yaml:4:.*Correct this and save again.*what was deployed before/s);
    expect((await fetch(again.addresses.sampleApp ?? '')).status).toBe(200);
    save(good);
    await again.says(/what was deployed before.*Saved: building local/s);
    expect(await again.stop()).toBe(0);
  }, 120_000);

  it('stops before anything is changed where the policy is wrong, naming file, line and what is accepted', () => {
    const policy = readFileSync(join(root, 'tenant/policy.yaml'), 'utf8');
    const broken = policy.replace('mode: enforce', 'mode: enforced').replace('grace: 24h', 'grace: soon');
    const line = broken.split('\n').findIndex((text) => text.includes('grace: soon')) + 1;
    const tenant = readFileSync(join(root, '.gatehouse/tenant.db'));
    withBroken('tenant/policy.yaml', broken, () => {
      const { exitCode, text } = run('--fresh');
      expect(exitCode).toBe(1);
      expect(readFileSync(join(root, '.gatehouse/tenant.db')).equals(tenant)).toBe(true);
      expect(text).toMatch(/tenant\/policy\.yaml:4:/);
      expect(text).toMatch(/off.*report.*enforce/);
      expect(text).toContain(`tenant/policy.yaml:${line}:`);
      expect(text).toContain('Nothing was changed');
      expect(text).not.toMatch(/^\s+at /m);
    });
  });

  it('names a file that tenant.yaml refers to and that is missing', () => {
    const tenant = readFileSync(join(root, 'tenant/tenant.yaml'), 'utf8');
    withBroken(
      'tenant/tenant.yaml',
      tenant.replace('./emails/reset_email.html', './emails/gone.html'),
      () => {
        const { exitCode, text } = run();
        expect(exitCode).toBe(1);
        expect(text).toMatch(/tenant\/tenant\.yaml:\d+/);
        expect(text).toContain('gone.html');
        expect(text).not.toMatch(/^\s+at /m);
      },
    );
  });

  it.each([
    ['an unknown flag', ['--frehs'], /unknown option '--frehs'/],
    ['a port that is no number', ['--port', 'http'], /A port is a whole number from 0 to 65535/],
  ])('refuses %s in one clear message', (_what, flags, message) => {
    const { exitCode, text } = run(...flags);
    expect(exitCode).toBe(1);
    expect(text).toMatch(message);
    expect(text).not.toMatch(/^\s+at /m);
  });

  it('says which port is in use where one was asked for', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const address = blocker.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { exitCode, text } = run('--port', String(port));
    blocker.close();
    expect(exitCode).toBe(1);
    expect(text).toContain(`Port ${port} is in use`);
    expect(text).not.toMatch(/^\s+at /m);
  });

  it('says how to go on where the database is damaged, and --fresh does', async () => {
    writeFileSync(join(root, '.gatehouse', 'tenant.db'), 'damaged '.repeat(1000));
    const { exitCode, text } = run();
    expect(exitCode).toBe(1);
    expect(text).toMatch(/tenant\.db cannot be read: .*--fresh/);
    expect(text).not.toMatch(/^\s+at /m);

    const fresh = await start('--fresh');
    expect(await fresh.stop()).toBe(0);
  }, 120_000);
});
