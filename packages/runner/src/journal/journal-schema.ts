import { damageRemedy, journalFailed } from './journal-failed.ts';
import { readValue, type SqlDatabase } from './sql-database.ts';

/** The step from one version of the schema to the next: the statements that make it. */
export type Migration = string;

/** Every step since the first version; index 0 makes version 1 of an empty file. Steps that were released never change. */
const migrations: readonly Migration[] = [
  `CREATE TABLE entries (
    sequence INTEGER PRIMARY KEY,
    time_ms INTEGER NOT NULL,
    type TEXT NOT NULL,
    text TEXT NOT NULL,
    checksum INTEGER NOT NULL
  );
  CREATE TABLE commit_cost (id INTEGER PRIMARY KEY, text TEXT NOT NULL);`,
  // Entries before this one were dropped, or are about to be: it is a snapshot of all of them.
  `CREATE TABLE beginning (id INTEGER PRIMARY KEY CHECK (id = 1), sequence INTEGER NOT NULL);
  CREATE INDEX snapshots ON entries (sequence) WHERE type = 'snapshot';`,
];

/** Version of the schema since which a journal may begin with a snapshot. */
export const compactionVersion = 2;

/** Version of a file's schema; 0 when it has none yet. */
export function readSchemaVersion(database: SqlDatabase): number {
  const tables = Number(
    readValue(database, `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`),
  );
  if (tables === 0) return 0;
  const version = readValue(database, 'SELECT CAST(version AS INTEGER) FROM schema_version');
  if (typeof version === 'number' && Number.isSafeInteger(version) && version > 0) return version;
  throw journalFailed(
    'open',
    'its schema has no version',
    `name a file that a trader made; if it is one, ${damageRemedy}`,
  );
}

/**
 * Brings a file to the newest version, step by step in one transaction; entries stay as they are.
 *
 * @param database - The file's.
 * @param backUp - Is called before a file that has entries is changed, with its version.
 * @throws TradingError `journal/failed` for a file that a newer program wrote.
 */
export function migrate(
  database: SqlDatabase,
  backUp: (version: number) => void,
  steps: readonly Migration[] = migrations,
): void {
  const version = readSchemaVersion(database);
  checkSchemaVersion(version, steps.length);
  if (version === steps.length) return;
  if (version > 0) backUp(version);
  database.exec('BEGIN IMMEDIATE');
  try {
    if (version === 0) database.exec('CREATE TABLE schema_version (version INTEGER NOT NULL)');
    for (const step of steps.slice(version)) database.exec(step);
    database.exec('DELETE FROM schema_version');
    database.prepare('INSERT INTO schema_version (version) VALUES (?)').run(steps.length);
    database.exec('COMMIT');
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Refuses what a newer program wrote: it may mean something that this one does not know. */
export function checkSchemaVersion(version: number, known: number = migrations.length): void {
  if (version <= known) return;
  const reason = `its schema has version ${version} and this program knows ${known}`;
  throw journalFailed('open', reason, 'it was written by a newer version: install that version of @trader/runner');
}
