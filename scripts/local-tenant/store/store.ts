import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { UserError } from '../../terminal';
import { INDEXES } from './indexes';

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
}

const SCHEMA_VERSION = 1;
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS documents (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL, collection TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (tenant, collection, id)
  );
  CREATE TABLE IF NOT EXISTS document_index (
    tenant TEXT NOT NULL, collection TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, id TEXT NOT NULL,
    PRIMARY KEY (tenant, collection, name, value, id)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS document_index_by_id ON document_index (tenant, collection, id);
`;

/**
 * Opens (or creates) the store at `path`; `:memory:` for tests.
 *
 * @throws UserError `STORE_UNREADABLE` where the file is damaged, not a database, or of an unknown version
 */
export function openStore(path: string): Store {
  const database = openDatabase(path);
  const statements = prepareStatements(database);
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
      database.exec('ROLLBACK');
      throw error;
    } finally {
      depth -= 1;
    }
  }

  function collection<T extends object>(tenant: string, name: string): Collection<T> {
    const indexes = Object.entries(INDEXES[name] ?? {});
    const parse = (row: unknown) => JSON.parse((row as { body: string }).body) as T;
    const parseAll = (rows: unknown[]) => rows.map(parse);

    return {
      get(id) {
        const row = statements.get.get(tenant, name, id);
        return row === undefined ? undefined : parse(row);
      },
      put(id, value) {
        const write = () => {
          statements.put.run(tenant, name, id, JSON.stringify(value));
          if (indexes.length === 0) return;
          statements.deleteIndex.run(tenant, name, id);
          for (const [index, valuesOf] of indexes) {
            for (const indexed of valuesOf(value)) {
              statements.putIndex.run(tenant, name, index, indexed, id);
            }
          }
        };
        if (indexes.length === 0) write();
        else transaction(write);
      },
      delete: (id) =>
        transaction(() => {
          statements.deleteIndex.run(tenant, name, id);
          return statements.delete.run(tenant, name, id).changes > 0;
        }),
      list: () => parseAll(statements.list.all(tenant, name)),
      newest: (limit, offset = 0) => parseAll(statements.newest.all(tenant, name, limit, offset)),
      page: (offset, limit) => parseAll(statements.page.all(tenant, name, limit, offset)),
      count: () => (statements.count.get(tenant, name) as { count: number }).count,
      findBy(index, value) {
        if (INDEXES[name]?.[index] === undefined) {
          throw new TypeError(`collection ${name} has no index ${index}: declare it in store/indexes.ts`);
        }
        return parseAll(statements.findBy.all(tenant, name, index, value));
      },
      clear: () =>
        transaction(() => {
          statements.clearIndex.run(tenant, name);
          statements.clear.run(tenant, name);
        }),
    };
  }

  return {
    tenant: (name) => ({
      name,
      collection: (collectionName) => collection(name, collectionName),
      transaction,
      clear: () =>
        transaction(() => {
          statements.clearTenantIndex.run(name);
          statements.clearTenant.run(name);
        }),
    }),
    tenants: () => (statements.tenants.all() as { tenant: string }[]).map((row) => row.tenant),
    close: () => database.close(),
  };
}

function openDatabase(path: string): Database.Database {
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
    const database = new Database(path);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    const version = userVersion(database);
    if (version > SCHEMA_VERSION) throw new Error(`it was written by a newer gatehouse (format ${version})`);
    const problems = database.prepare('PRAGMA quick_check').all() as { quick_check: string }[];
    if (problems[0]?.quick_check !== 'ok') throw new Error('the database is damaged');
    database.exec(SCHEMA);
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    return database;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      'STORE_UNREADABLE',
      `${path} cannot be read: ${reason}. Run \`npm start -- --fresh\` to begin with an empty one.`,
    );
  }
}

function userVersion(database: Database.Database): number {
  const row = database.prepare('PRAGMA user_version').get() as { user_version: number } | undefined;
  return row?.user_version ?? 0;
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
