import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../scripts/local-tenant/management-api';
import type { User } from '../../scripts/local-tenant/store';
import { type DeploySandbox, deploySandbox } from './deploy-sandbox';

describe('evidence', () => {
  let sandbox: DeploySandbox;
  const faults: Fault[] = [];
  beforeAll(async () => {
    sandbox = await deploySandbox(['dev'], { faults });
    const users = sandbox.store('dev').collection<User>('users');
    const stamp = (sequence: number, label: string) => ({
      state: 'accepted',
      sequence,
      label,
      text_sha256: 'a'.repeat(64),
      locale: 'de',
      at: '2026-07-02T10:00:00.000Z',
      method: 'form',
      surface: 'accept-terms@1f0c9a2e',
      receipt: `receipt-${sequence}`,
      build: '1.0.0+9f3c2ab',
    });
    const add = (id: string, appMetadata: Record<string, unknown>) =>
      users.put(`auth0|${id}`, {
        user_id: `auth0|${id}`,
        email: `${id}@example.com`,
        app_metadata: appMetadata,
        user_metadata: {},
        identities: [],
      } as unknown as User);
    const current = {
      ...stamp(2, '2026-07-01'),
      client_id: 'a-client',
      organization_id: 'org_a',
      country: 'DE',
      email_verified: true,
      history: [stamp(1, '2026-01-01')],
      total: 2,
    };
    add('new', { gatehouse_terms: current, salary: 1 });
    add('old', { gatehouse_terms: stamp(1, '=HYPERLINK("x")') });
    add('none', {});
  });
  afterAll(() => sandbox?.close());

  test('names who accepted what, the history too, and nothing else of the user', async () => {
    const { exitCode, stdout, stderr } = await sandbox.gatehouse(['evidence', 'dev', '--format', 'ndjson']);
    expect(stderr).toContain('3 users');
    expect(exitCode).toBe(0);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toHaveLength(3);
    expect(rows).toContainEqual({
      user_id: 'auth0|new',
      document: 'terms',
      current: true,
      state: 'accepted',
      sequence: 2,
      label: '2026-07-01',
      text_sha256: 'a'.repeat(64),
      locale: 'de',
      at: '2026-07-02T10:00:00.000Z',
      method: 'form',
      surface: 'accept-terms@1f0c9a2e',
      client_id: 'a-client',
      organization_id: 'org_a',
      country: 'DE',
      email_verified: true,
      receipt: 'receipt-2',
      build: '1.0.0+9f3c2ab',
      total: 2,
    });
    expect(rows).toContainEqual(
      expect.objectContaining({ user_id: 'auth0|new', current: false, sequence: 1, country: null }),
    );
    expect(stdout).not.toMatch(/salary|example\.com/);
  });

  test('counts per version, and writes CSV that no spreadsheet runs as a formula', async () => {
    const { exitCode, json } = await sandbox.gatehouse([
      'evidence',
      'dev',
      '--json',
      '--out',
      'evidence.csv',
    ]);
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({
      environment: 'dev',
      users: 3,
      current: { terms: { '2026-07-01': 1, '=HYPERLINK("x")': 1, none: 1 } },
    });
    const csv = sandbox.read('evidence.csv');
    expect(csv.split('\n')[0]).toBe(
      'user_id,document,current,state,sequence,label,text_sha256,locale,at,method,surface,client_id,organization_id,country,email_verified,receipt,build,total',
    );
    expect(csv).toContain(',accept-terms@1f0c9a2e,a-client,org_a,DE,true,receipt-2,1.0.0+9f3c2ab,2\n');
    expect(csv).toContain(',accept-terms@1f0c9a2e,,,,,receipt-1,1.0.0+9f3c2ab,\n');
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
  });

  test('leaves no half file where it is stopped, goes on with the same export, and fails where nobody reads', async () => {
    const evidence = sandbox.start(['evidence', 'dev', '--out', 'half.csv']);
    faults.push({ path: '/jobs/:id', onHit: () => evidence.kill('SIGINT') });
    expect(await evidence.done).toMatchObject({ exitCode: 130 });
    faults.length = 0;
    expect(existsSync(join(sandbox.root, 'half.csv'))).toBe(false);
    expect(existsSync(join(sandbox.root, 'half.csv.part'))).toBe(false);

    const [job] = sandbox.store('dev').collection<{ id: string }>('jobs').list().slice(-1);
    const again = await sandbox.gatehouse(['evidence', 'dev', '--json', '--job', job?.id ?? '']);
    expect(again.json).toMatchObject({ users: 3 });
    const unread = sandbox.start(['evidence', 'dev']);
    unread.stopReading();
    expect(await unread.done).toMatchObject({ exitCode: 1 });
    const nowhere = await sandbox.gatehouse(['evidence', 'dev', '--out', 'no/such/folder.csv', '--json']);
    expect(nowhere.json).toMatchObject({ error: { code: 'FILE_UNWRITABLE' } });
  });
});
