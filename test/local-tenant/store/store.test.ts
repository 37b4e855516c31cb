import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
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

  it('tells a collection that was written from one that was not, and a write from its undoing', () => {
    const store = openStore(':memory:').tenant('default');
    const [actions, users] = [store.collection('actions'), store.collection('users')];
    const [before, others] = [actions.changes(), users.changes()];
    actions.put('a', { name: 'one' });
    const written = actions.changes();
    expect(written).not.toBe(before);
    expect(users.changes()).toBe(others);
    let within = 0;
    expect(() =>
      store.transaction(() => {
        actions.put('a', { name: 'two' });
        within = actions.changes();
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect([before, written, within]).not.toContain(actions.changes());
  });

  describe('in a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-store-'));
    afterAll(() => rmSync(folder, { recursive: true }));

    /** A store with one user, changed by SQL as another gatehouse would have written it. */
    function written(name: string, sql: string): string {
      const path = join(folder, name);
      const store = openStore(path);
      store.tenant('default').collection('users').put('a', { email: 'a@example.com', username: 'Ada' });
      store.close();
      const database = new Database(path);
      database.exec(sql);
      database.close();
      return path;
    }

    it.each([
      [
        'without this index, and with one that is gone',
        `UPDATE indexed_with SET fingerprint = 'another';
         UPDATE document_index SET name = 'nickname' WHERE name = 'username'`,
      ],
      ['in format 1', `DROP TABLE indexed_with; DELETE FROM document_index; PRAGMA user_version = 1`],
    ])('finds what a gatehouse %s has written', (what, sql) => {
      const path = written(`${what}.db`, sql);
      for (const _start of ['first', 'second']) {
        const store = openStore(path);
        const users = store.tenant('default').collection('users');
        expect(users.findBy('username', 'ada')).toEqual([{ email: 'a@example.com', username: 'Ada' }]);
        store.close();
      }
      const database = new Database(path);
      const rows = database.prepare('SELECT name FROM document_index ORDER BY name').all();
      expect(rows).toEqual([{ name: 'email' }, { name: 'username' }]);
      database.close();
    });

    it('leaves the file of a newer gatehouse as it is, and says so', () => {
      const path = written('newer.db', 'PRAGMA user_version = 99');
      const before = readFileSync(path);
      expect(() => openStore(path)).toThrow(
        expect.objectContaining({
          code: 'STORE_TOO_NEW',
          message: expect.stringMatching(/newer\.db was written by a newer gatehouse .*left as it is/),
        }),
      );
      expect(readFileSync(path).equals(before)).toBe(true);
    });

    it('adds nothing to the database of another program', () => {
      const path = join(folder, 'foreign.db');
      const database = new Database(path);
      database.exec('CREATE TABLE accounts (id TEXT)');
      database.close();
      expect(() => openStore(path)).toThrow(/foreign\.db cannot be read: .*another program/);
    });

    it('can be read by another process while it is written', () => {
      const path = join(folder, 'both.db');
      const writer = openStore(path);
      writer.tenant('default').collection('users').put('a', { email: 'a@example.com' });
      const reader = openStore(path, { readOnly: true });
      expect(reader.tenant('default').collection('users').count()).toBe(1);
      expect(() => reader.tenant('default').collection('users').delete('a')).toThrow(/readonly/);
      reader.close();
      writer.close();
    });

    it('says how to go on when the file is damaged', () => {
      const path = join(folder, 'tenant.db');
      writeFileSync(path, 'this is not a database, and long enough to be read as a header '.repeat(20));
      expect(() => openStore(path)).toThrow(UserError);
      expect(() => openStore(path)).toThrow(/tenant\.db cannot be read: .*--fresh/);
    });
  });
});
