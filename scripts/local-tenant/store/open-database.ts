import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { UserError } from '../../terminal';
import { INDEXED_COLLECTIONS, INDEXES_FINGERPRINT, indexEntries } from './indexes';

/** Formats: 1 did not say which indexes it has. */
const FORMAT = 2;
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
  CREATE TABLE IF NOT EXISTS indexed_with (fingerprint TEXT NOT NULL);
`;

/** Kibibytes: pages of a database that has seen thousands of logins are not read from the disk again and again. */
const PAGE_CACHE = 32_768;
/** Pages of 4 kB in the log before they are moved into the database and waited for on the disk: about 16 MB. */
const CHECKPOINT_PAGES = 4000;

export interface OpenDatabaseOptions {
  /** For another process than the tenant's: nothing is checked, upgraded or written. */
  readOnly?: boolean;
}

/**
 * Opens (or creates) the SQLite file, brings an older format and other indexes to what this code expects, and loses
 * no document by it.
 *
 * @throws UserError `STORE_UNREADABLE`, `STORE_TOO_NEW`; the file is left as it was
 */
export function openDatabase(path: string, options: OpenDatabaseOptions): Database.Database {
  let database: Database.Database | undefined;
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
    database = new Database(path);
    refuseForeign(path, database);
    database.pragma(`cache_size = -${PAGE_CACHE}`);
    if (options.readOnly === true) database.pragma('query_only = ON');
    else prepareForWriting(database);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof UserError) throw error;
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  }
}

/** @throws UserError where the file belongs to a later gatehouse, or to another program */
function refuseForeign(path: string, database: Database.Database): void {
  const format = (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
  if (format > FORMAT) {
    throw new UserError(
      'STORE_TOO_NEW',
      `${path} was written by a newer gatehouse (format ${format}; this one knows up to ${FORMAT}). It was left as it is. Update gatehouse, or move the file away to begin with an empty tenant.`,
    );
  }
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  const isOurs = tables.some((table) => (table as { name: string }).name === 'documents');
  if (tables.length > 0 && !isOurs) throw unreadable(path, 'it is the database of another program');
}

function prepareForWriting(database: Database.Database): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  const [problem] = database.prepare('PRAGMA quick_check').all() as { quick_check: string }[];
  if (problem?.quick_check !== 'ok') throw new Error('the database is damaged');
  database.transaction(() => {
    database.exec(SCHEMA);
    indexAfresh(database);
    database.exec(`PRAGMA user_version = ${FORMAT}`);
  })();
}

/** Where the documents were indexed by another table (indexes.ts) than today's, or by none that is known. */
function indexAfresh(database: Database.Database): void {
  const known = database.prepare('SELECT fingerprint FROM indexed_with').get();
  if ((known as { fingerprint?: string } | undefined)?.fingerprint === INDEXES_FINGERPRINT) return;
  const put = database.prepare('INSERT OR IGNORE INTO document_index VALUES (?, ?, ?, ?, ?)');
  const documents = database.prepare('SELECT tenant, id, body FROM documents WHERE collection = ?');
  database.exec('DELETE FROM document_index');
  for (const collection of INDEXED_COLLECTIONS) {
    for (const { tenant, id, body } of documents.all(collection) as Record<string, string>[]) {
      for (const [name, value] of indexEntries(collection, JSON.parse(String(body)) as object)) {
        put.run(tenant, collection, name, value, id);
      }
    }
  }
  database.exec('DELETE FROM indexed_with');
  database.prepare('INSERT INTO indexed_with VALUES (?)').run(INDEXES_FINGERPRINT);
}

function unreadable(path: string, reason: string): UserError {
  return new UserError(
    'STORE_UNREADABLE',
    `${path} cannot be read: ${reason}. Move it away to keep it, or run \`npm start -- --fresh\` to begin with an empty one.`,
  );
}
