import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { journalFailed, reasonOf } from './journal-failed.ts';

/** A prepared statement: the part that libsql and better-sqlite3 share. */
export interface SqlStatement {
  /** Executes it. */
  run(...parameters: readonly SqlValue[]): unknown;
  /** Executes it and gives every row; the statement holds no lock afterwards. */
  all(...parameters: readonly SqlValue[]): readonly unknown[];
}

/** What is stored in a column. */
type SqlValue = string | number;

/** A connection: the part that libsql and better-sqlite3 share. */
export interface SqlDatabase {
  /** Whether a transaction is under way. */
  readonly inTransaction: boolean;
  /** Executes statements that give nothing. */
  exec(sql: string): unknown;
  /** Prepares one statement. */
  prepare(sql: string): SqlStatement;
  /** Closes it. libsql keeps the file open until the statements are collected, so nothing may use them afterwards. */
  close(): unknown;
}

type SqlDatabaseConstructor = new (file: string) => SqlDatabase;

/** How long a connection waits for another one's lock, in milliseconds. */
const busyTimeoutMs = 5_000;

/** Opens a database file, and makes it where there is none. SQLite is loaded by the first call, since commands without a journal need none. */
export function openDatabase(file: string, busyMs = busyTimeoutMs): SqlDatabase {
  const Database = loadSqlite();
  const database = new Database(file);
  database.exec(`PRAGMA busy_timeout = ${busyMs}`);
  return database;
}

/**
 * Opens a database file to look at it. What is in the write-ahead log of a process that was killed is seen and stays there: a connection
 * that may write would put it into the file as it closes, and remove the log.
 */
export function openDatabaseToRead(file: string): SqlDatabase {
  // Without a log nothing can be put into the file; a connection that may not write would leave an empty one behind.
  const hasLog = (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
  // libsql has no option for it, and takes what SQLite takes as a name.
  const database = openDatabase(hasLog ? `${pathToFileURL(file).href}?mode=ro` : file);
  database.exec('PRAGMA query_only = ON');
  return database;
}

function loadSqlite(): SqlDatabaseConstructor {
  try {
    const require = createRequire(import.meta.url);
    return require('libsql') as SqlDatabaseConstructor;
  } catch (error) {
    throw journalFailed(
      'load SQLite',
      `libsql has no binary for this machine (${process.platform} ${process.arch}): ${reasonOf(error)}`,
      'install again with optional packages, or write journal: false to remember nothing between runs',
      error,
    );
  }
}

/** The text of a column that was read as bytes, an `ArrayBuffer` in libsql and a `Buffer` in better-sqlite3; `undefined` for anything else. */
export function textOf(value: unknown): string | undefined {
  if (types.isAnyArrayBuffer(value)) return Buffer.from(value).toString('utf8');
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : undefined;
}

/** The only value of the only row that a query gives; `undefined` for none. */
export function readValue(database: SqlDatabase, sql: string): unknown {
  const [row] = database.prepare(sql).all();
  return row === undefined ? undefined : Object.values(row as Record<string, unknown>)[0];
}
