import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../scripts/local-tenant/store';
import { UserError } from '../../../scripts/terminal';

describe('the store', () => {
  it('keeps the order of first writing, finds by index, and forgets an old index value', () => {
    const store = openStore(':memory:');
    const users = store.tenant('default').collection<{ email: string }>('users');
    users.put('a', { email: 'Ada@example.com' });
    users.put('b', { email: 'bob@example.com' });
    users.put('a', { email: 'ada@example.org' });

    expect(users.list().map((user) => user.email)).toEqual(['ada@example.org', 'bob@example.com']);
    expect(users.findBy('email', 'ada@example.com')).toEqual([]);
    expect(users.findBy('email', 'ada@example.org')).toHaveLength(1);
    expect(users.newest(1)).toEqual([{ email: 'bob@example.com' }]);
    expect(store.tenant('other').collection('users').count()).toBe(0);
    store.close();
  });

  it('undoes every write of a transaction that throws', () => {
    const store = openStore(':memory:').tenant('default');
    const users = store.collection('users');
    expect(() =>
      store.transaction(() => {
        users.put('a', { email: 'a@example.com' });
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(users.count()).toBe(0);
    expect(users.findBy('email', 'a@example.com')).toEqual([]);
  });

  it('says how to go on when the file is damaged', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-store-'));
    const path = join(folder, 'tenant.db');
    writeFileSync(path, 'this is not a database, and long enough to be read as a header '.repeat(20));
    expect(() => openStore(path)).toThrow(UserError);
    expect(() => openStore(path)).toThrow(/tenant\.db cannot be read: .*--fresh/);
    rmSync(folder, { recursive: true });
  });
});
