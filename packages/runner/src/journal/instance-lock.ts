import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { journalFailed, reasonOf } from './journal-failed.ts';
import { openDatabase, type SqlDatabase } from './sql-database.ts';

/** What is locked, and for whom. */
export interface InstanceLockOptions {
  /** The lock's file, absolute; made where there is none. */
  readonly file: string;
  /** What only one process may use, such as `this account`. */
  readonly subject: string;
}

/** Something that one process has to itself until it closes the lock or ends, however it ends. */
export interface InstanceLock {
  /** The lock's file. */
  readonly file: string;
  /** Lets others have it; idempotent. */
  close(): void;
}

/**
 * Takes a lock for this process: an SQLite database held in an exclusive transaction, which the operating system lets go when the
 * process is killed. Nothing stale is ever left, so nothing has to be cleaned up by hand.
 *
 * @throws TradingError `journal/failed` naming file and holder when another process has it.
 */
export function openInstanceLock({ file, subject }: InstanceLockOptions): InstanceLock {
  const database = hold(file, subject);
  // Nobody can read a database that is held exclusively, so who holds it stands beside it.
  writeFileSync(holderFile(file), `process ${process.pid} since ${new Date().toISOString()}\n`, { mode: 0o600 });
  let isHeld = true;
  return {
    file,
    close: () => {
      if (!isHeld) return;
      isHeld = false;
      rmSync(holderFile(file), { force: true });
      database.exec('ROLLBACK');
      database.close();
    },
  };
}

function hold(file: string, subject: string): SqlDatabase {
  let database: SqlDatabase | undefined;
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, '', { flag: 'a', mode: 0o600 });
    database = openDatabase(file, 0);
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database?.close();
    if ((error as { code?: unknown }).code !== 'SQLITE_BUSY') {
      throw journalFailed('lock', `${file}: ${reasonOf(error)}`, 'make its folder writable', error);
    }
    const reason = `${subject} is in use by ${holderOf(file)}, which holds ${file}`;
    throw journalFailed('lock', reason, 'stop that process first: two of them would trade against each other', error);
  }
}

function holderOf(file: string): string {
  try {
    return readFileSync(holderFile(file), 'utf8').trim();
  } catch {
    return 'another process';
  }
}

function holderFile(file: string): string {
  return `${file}-holder`;
}
