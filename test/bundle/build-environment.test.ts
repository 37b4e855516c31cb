import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { buildActions, buildEnvironment, readBanner } from '../../scripts/bundle';
import { selectDisposableDomains } from '../../scripts/bundle/disposable-domains';
import list from '../../scripts/bundle/disposable-domains.json';
import { type EnvironmentConfig, keywordsIn, loadEnvironment, renderDiagnostics } from '../../scripts/config';
import { PROJECT_ROOT } from '../../scripts/project-root';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

async function load(environment = 'local', policyOverride?: unknown): Promise<EnvironmentConfig> {
  const result = await loadEnvironment({
    root: PROJECT_ROOT,
    environment,
    now: new Date('2026-11-22T00:00:00Z'),
    ...(policyOverride === undefined ? {} : { policyOverride }),
  });
  if (!result.ok) throw new Error(renderDiagnostics(result.diagnostics, PROJECT_ROOT));
  return result.config;
}

const REDIRECT = { terms: { prompt: { kind: 'redirect', url: 'https://terms.example.com' } } };

describe('a built Action', () => {
  test('begins with a banner that names it, the version and the build', async () => {
    for (const action of await buildActions(await load())) {
      expect(action.code).toMatch(/^\/\*! gatehouse [\w-]+ \d+\.\d+\.\d+\+[0-9a-f]{7} \| MIT \*\/\n/);
      expect(readBanner(action.code)?.name).toBe(action.name);
      expect(action.sha256).toBe(sha256(action.code));
      expect(action.bytes).toBe(Buffer.byteLength(action.code));
    }
  });

  test('has a build id that is the hash of its text with the id blank', async () => {
    for (const action of await buildActions(await load())) {
      const hash = readBanner(action.code)?.hash ?? '';
      const text = action.code.slice(action.code.indexOf('\n') + 1);
      expect(sha256(text.replaceAll(hash, '_______')).slice(0, 7)).toBe(hash);
    }
  });

  test('exports its handlers literally and nothing else', async () => {
    for (const action of await buildActions(await load())) {
      const exported = action.code.match(/^exports\..*$/gm);
      expect(exported).toEqual(action.handlers.map((handler) => `exports.${handler} = ${handler};`));
      expect(action.code).not.toContain('module.exports');
    }
  });

  test.each([
    ['the grace of the email rule', { email: { grace: '1h' } }, ['require-verified-email']],
    [
      'trust',
      { email: { trust: { connections: { corp: 'always' } } } },
      ['require-verified-email', 'enrich-profile'],
    ],
    ['how the terms are asked for', { terms: { nonInteractive: 'allow' } }, ['require-terms']],
    ['the roll-out', { terms: { rollout: { percent: 50 } } }, ['require-terms', 'enrich-profile']],
  ])('stays the same where %s is none of its business', async (_what, policy, expected) => {
    const before = await buildActions(await load());
    const after = await buildActions(await load('local', policy));
    const changed = after.filter((action, index) => action.sha256 !== before[index]?.sha256);
    expect(changed.map((action) => action.name)).toEqual(expected);
  });

  test('carries only its own part of the policy', async () => {
    const actions = await buildActions(await load('local', { profile: { links: ['only_for_profiles'] } }));
    const carriers = actions.filter((action) => action.code.includes('only_for_profiles'));
    expect(carriers.map((action) => action.name)).toEqual(['enrich-profile']);
  });

  test('declares the secrets that the policy asks for', async () => {
    const secretsOf = async (policy: unknown) =>
      Object.fromEntries(
        (await buildActions(await load('local', policy))).map(({ name, secrets }) => [name, secrets]),
      );
    expect(Object.values(await secretsOf({})).flat()).toEqual([]);
    expect((await secretsOf(REDIRECT))['require-terms']).toEqual(['TERMS_SIGNING_KEY']);
    expect(
      (await secretsOf({ email: { resend: { everyMinutes: 10, perDay: 5 } } }))['require-verified-email'],
    ).toHaveLength(3);
  });

  test('needs nothing but Node', async () => {
    for (const action of await buildActions(await load())) {
      const required = [...action.code.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1]);
      expect(required.every((module) => module?.startsWith('node:'))).toBe(true);
      expect(action.dependencies).toEqual([]);
    }
  });

  test('of sign-up screening stays under 60 kB with the whole list of disposable domains', async () => {
    const sizeOf = async (policy: unknown) =>
      (await buildActions(await load('local', policy))).find(({ name }) => name === 'screen-signup')?.bytes ??
      0;
    expect(await sizeOf({})).toBeLessThanOrEqual(60_000);
    expect(await sizeOf({ signup: { blockDisposable: false } })).toBeLessThanOrEqual(20_000);
  });
});

describe('dist/<environment>', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const files = (path: string) =>
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
      .sort();

  test('holds everything that tenant.yaml refers to, and its manifest', async () => {
    await buildEnvironment(await load(), folder);
    expect(files(folder)).toEqual([
      'actions/enrich-profile.js',
      'actions/require-signup-terms.js',
      'actions/require-terms.js',
      'actions/require-verified-email.js',
      'actions/screen-signup.js',
      'emails/reset_email.html',
      'emails/verify_email.html',
      'forms/accept-terms.json',
      'manifest.json',
      'tenant.yaml',
    ]);
    const tenant = parse(readFileSync(join(folder, 'tenant.yaml'), 'utf8'));
    for (const action of tenant.actions) expect(existsSync(join(folder, action.code))).toBe(true);
    expect(tenant.prompts.partials.signup.signup['form-content-end']).toContain('value="2026-07-01"');
    expect(tenant.tenant.friendly_name).toBe('Gatehouse Example (local)');
    expect(tenant.triggers['post-login'].map((bound: { action_name: string }) => bound.action_name)).toEqual([
      'require-verified-email',
      'require-terms',
      'enrich-profile',
    ]);
  });

  test('has no marker but those of secrets', async () => {
    await buildEnvironment(await load('local', REDIRECT), folder);
    const left = files(folder).flatMap((file) =>
      keywordsIn(readFileSync(join(folder, file), 'utf8')).map((marker) => `${file} ${marker.text}`),
    );
    expect(left).toEqual(['tenant.yaml @@TERMS_SIGNING_KEY@@']);
    const tenant = parse(readFileSync(join(folder, 'tenant.yaml'), 'utf8'));
    const action = tenant.actions.find(({ name }: { name: string }) => name === 'require-terms');
    expect(action.secrets).toEqual([{ name: 'TERMS_SIGNING_KEY', value: '@@TERMS_SIGNING_KEY@@' }]);
  });

  test('is the same, byte for byte, for the same input', async () => {
    const first = await buildEnvironment(await load(), join(folder, 'a'));
    const second = await buildEnvironment(await load(), join(folder, 'b'));
    expect([...second.files]).toEqual([...first.files]);
  });

  test('holds nothing of the build before', async () => {
    await buildEnvironment(await load(), folder);
    const { files: built } = await buildEnvironment(await load('production'), folder);
    expect(files(folder)).toEqual([...built.keys()].sort());
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toContain('"environment": "production"');
  });

  test('describes itself in the manifest', async () => {
    const config = await load('dev');
    const { manifest, actions } = await buildEnvironment(config, folder);
    expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).toEqual(manifest);
    expect(manifest).toMatchObject({
      environment: 'dev',
      policySha256: config.policySha256,
      forms: { 'accept-terms': null },
      signupLabels: { terms: '2026-07-01' },
      triggers: { 'pre-user-registration': ['screen-signup', 'require-signup-terms'] },
    });
    for (const action of actions) {
      expect(manifest.actions[action.name]).toMatchObject({ sha256: action.sha256, bytes: action.bytes });
      expect(sha256(readFileSync(join(folder, 'actions', `${action.name}.js`), 'utf8'))).toBe(action.sha256);
    }
    for (const [file, hash] of Object.entries(manifest.files)) {
      expect(sha256(readFileSync(join(folder, file), 'utf8'))).toBe(hash);
    }
  });
});

describe('the list of disposable domains', () => {
  const domains = new Set(
    Object.entries(list.domains).flatMap(([top, names]) => names.split(' ').map((name) => `${name}.${top}`)),
  );

  test('says when it was made and from what', () => {
    expect(list.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(list.source).toContain('CC0');
    expect(list.taken).toBe(domains.size);
  });

  test.each([
    'mailinator.com',
    'guerrillamail.com',
    '10minutemail.com',
    'yopmail.com',
    'temp-mail.org',
    'trashmail.com',
  ])('has %s', (domain) => {
    expect(domains.has(domain)).toBe(true);
  });

  test.each([
    'gmail.com',
    'outlook.com',
    'gmx.de',
    'web.de',
    'proton.me',
    'icloud.com',
    'example.com',
    'mozmail.com',
  ])('does not have %s', (domain) => {
    expect(domains.has(domain)).toBe(false);
  });

  test('prefers names that say what they are, then long-established domains, and leaves given-away ones out', () => {
    const selected = selectDisposableDomains([
      'tempmail.xyz',
      'abc.com',
      'abc.xyz',
      'trash.tk',
      'a.dyn.example.com',
    ]);
    expect(selected).toEqual({ com: 'abc', xyz: 'tempmail' });
  });
});
