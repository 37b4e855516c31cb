import type Database from 'libsql';
import { indexEntries, isIndexed } from './indexes';
import { type OpenDatabaseOptions, openDatabase } from './open-database';

/**
 * The one place where the local tenant keeps anything: JSON documents in collections, in one SQLite file.
 * Every call is synchronous and durable when it returns; `transaction` makes several calls one.
 */
export interface Store {
  /** The documents of one tenant; tenants do not see each other. */
  tenant(name: string): TenantStore;
  /** Names of the tenants that hold at least one document. */
  tenants(): string[];
  close(): void;
}

export interface TenantStore {
  readonly name: string;
  collection<T extends object = Record<string, unknown>>(name: string): Collection<T>;
  /** All or nothing; nested calls join the outer transaction. Rethrows what `work` throws after undoing it. */
  transaction<T>(work: () => T): T;
  /** Removes every document of this tenant. */
  clear(): void;
}

export interface Collection<T extends object> {
  get(id: string): T | undefined;
  /** Adds or replaces; a document that is replaced keeps its place in the order. */
  put(id: string, value: T): void;
  /** False where there was nothing to delete. */
  delete(id: string): boolean;
  /** All documents in the order in which they were first put. */
  list(): T[];
  /** The newest first. */
  newest(limit: number, offset?: number): T[];
  page(offset: number, limit: number): T[];
  count(): number;
  /** Documents whose index (see indexes.ts) has this value, in order. */
  findBy(index: string, value: string): T[];
  clear(): void;
  /** Grows with every write to this collection: what was made of its documents holds while it stays the same. */
  changes(): number;
}

/**
 * Opens (or creates) the store at `path`; `:memory:` for tests. One process at a time writes to it.
 *
 * @throws UserError `STORE_UNREADABLE` where the file is damaged or no store, `STORE_TOO_NEW`
 */
export function openStore(path: string, options: OpenDatabaseOptions = {}): Store {
  const database = openDatabase(path, options);
  const statements = prepareStatements(database);
  const writes = new Map<string, number>();
  let undone = 0;
  let depth = 0;

  function transaction<T>(work: () => T): T {
    if (depth > 0) return work();
    database.exec('BEGIN IMMEDIATE');
    depth += 1;
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      undone += 1;
      database.exec('ROLLBACK');
      throw error;
    } finally {
      depth -= 1;
    }
  }

  function collection<T extends object>(tenant: string, name: string): Collection<T> {
    const key = `${tenant}/${name}`;
    const changed = () => writes.set(key, (writes.get(key) ?? 0) + 1);
    const writeIndex = (id: string, value: T) => {
      const wanted = new Map(indexEntries(name, value).map((entry) => [entry.join(':'), entry]));
      const known = statements.indexOf.all(tenant, name, id) as { name: string; value: string }[];
      // Most writes change nothing that a document is found by, and every page that is written costs time.
      if (known.length === wanted.size && known.every((row) => wanted.has(`${row.name}:${row.value}`)))
        return;
      statements.deleteIndex.run(tenant, name, id);
      for (const [index, indexed] of wanted.values()) {
        statements.putIndex.run(tenant, name, index, indexed, id);
      }
    };
    const parse = (row: unknown) => JSON.parse((row as { body: string }).body) as T;
    const parseAll = (rows: unknown[]) => rows.map(parse);

    return {
      get(id) {
        const row = statements.get.get(tenant, name, id);
        return row === undefined ? undefined : parse(row);
      },
      put(id, value) {
        const body = JSON.stringify(value);
        changed();
        if (!isIndexed(name)) return void statements.put.run(tenant, name, id, body);
        transaction(() => {
          statements.put.run(tenant, name, id, body);
          writeIndex(id, value);
        });
      },
      delete(id) {
        changed();
        if (!isIndexed(name)) return statements.delete.run(tenant, name, id).changes > 0;
        return transaction(() => {
          statements.deleteIndex.run(tenant, name, id);
          return statements.delete.run(tenant, name, id).changes > 0;
        });
      },
      list: () => parseAll(statements.list.all(tenant, name)),
      newest: (limit, offset = 0) => parseAll(statements.newest.all(tenant, name, limit, offset)),
      page: (offset, limit) => parseAll(statements.page.all(tenant, name, limit, offset)),
      count: () => (statements.count.get(tenant, name) as { count: number }).count,
      findBy(index, value) {
        if (!isIndexed(name, index)) {
          throw new TypeError(`collection ${name} has no index ${index}: declare it in store/indexes.ts`);
        }
        return parseAll(statements.findBy.all(tenant, name, index, value));
      },
      clear() {
        changed();
        transaction(() => {
          statements.clearIndex.run(tenant, name);
          statements.clear.run(tenant, name);
        });
      },
      changes: () => undone + (writes.get(key) ?? 0),
    };
  }

  return {
    tenant: (name) => ({
      name,
      collection: (collectionName) => collection(name, collectionName),
      transaction,
      clear: () =>
        transaction(() => {
          undone += 1;
          statements.clearTenantIndex.run(name);
          statements.clearTenant.run(name);
        }),
    }),
    tenants: () => (statements.tenants.all() as { tenant: string }[]).map((row) => row.tenant),
    close: () => database.close(),
  };
}

function prepareStatements(database: Database.Database) {
  const where = 'WHERE tenant = ? AND collection = ?';
  return {
    get: database.prepare(`SELECT body FROM documents ${where} AND id = ?`),
    put: database.prepare(
      `INSERT INTO documents (tenant, collection, id, body) VALUES (?, ?, ?, ?)
       ON CONFLICT (tenant, collection, id) DO UPDATE SET body = excluded.body`,
    ),
    delete: database.prepare(`DELETE FROM documents ${where} AND id = ?`),
    list: database.prepare(`SELECT body FROM documents ${where} ORDER BY position`),
    newest: database.prepare(`SELECT body FROM documents ${where} ORDER BY position DESC LIMIT ? OFFSET ?`),
    page: database.prepare(`SELECT body FROM documents ${where} ORDER BY position LIMIT ? OFFSET ?`),
    count: database.prepare(`SELECT COUNT(*) AS count FROM documents ${where}`),
    clear: database.prepare(`DELETE FROM documents ${where}`),
    indexOf: database.prepare(`SELECT name, value FROM document_index ${where} AND id = ?`),
    putIndex: database.prepare('INSERT OR IGNORE INTO document_index VALUES (?, ?, ?, ?, ?)'),
    deleteIndex: database.prepare(`DELETE FROM document_index ${where} AND id = ?`),
    clearIndex: database.prepare(`DELETE FROM document_index ${where}`),
    findBy: database.prepare(
      `SELECT d.body FROM document_index i
       JOIN documents d ON d.tenant = i.tenant AND d.collection = i.collection AND d.id = i.id
       WHERE i.tenant = ? AND i.collection = ? AND i.name = ? AND i.value = ? ORDER BY d.position`,
    ),
    clearTenant: database.prepare('DELETE FROM documents WHERE tenant = ?'),
    clearTenantIndex: database.prepare('DELETE FROM document_index WHERE tenant = ?'),
    tenants: database.prepare('SELECT DISTINCT tenant FROM documents ORDER BY tenant'),
  };
}
