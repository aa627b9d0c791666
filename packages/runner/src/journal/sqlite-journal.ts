import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import type { Journal, JournalEntry, TradingError } from '@trader/core';
import { CommittedMark, checkNotEmptied } from './committed-mark.ts';
import { Compaction, type Retention } from './compaction.ts';
import { EntryReader } from './entry-reader.ts';
import { type EntryRow, toEntry, toRow } from './entry-row.ts';
import { type InstanceLock, openInstanceLock } from './instance-lock.ts';
import { commitRemedy, journalFailed, reasonOf, remedyFor } from './journal-failed.ts';
import { readSchemaVersion } from './journal-schema.ts';
import { measureCommitCost } from './measure-commit-cost.ts';
import { migrateWithBackup } from './migrate-with-backup.ts';
import { openDatabase, readValue, type SqlDatabase, type SqlStatement } from './sql-database.ts';

/** Where the journal is. */
export interface SqliteJournalOptions {
  /** The file; made with its folder where there is none, for its owner alone. */
  readonly file: string;
  /** What is dropped of it; by default nothing. */
  readonly retention?: Retention;
  /** Where time comes from, for the retention: milliseconds since the epoch. Default: the machine's clock. */
  readonly nowMs?: () => number;
  /** Pages of 4,096 bytes that the file may have; it is full beyond. Default: as many as the disk holds. */
  readonly pagesMax?: number;
}

/** A journal in a file. Everything that `commit` returned from is on the disk. */
export interface SqliteJournal extends Journal {
  /** The file, absolute. */
  readonly file: string;
  /** Sequence of the last committed entry; 0 for an empty journal. */
  readonly lastSequence: number;
  /** What a commit took on this disk when the journal was opened: the median of a few, in milliseconds. */
  readonly commitCostMs: number;
  /** Makes everything appended so far durable. */
  commit(): void;
  /** Sequence of the first entry that is kept: 1, or the snapshot with which it begins since it was compacted; 1 for an empty journal. */
  readonly beginning: number;
  /** Copy that was made before the file was brought to a newer version; `undefined` when it was new enough. */
  readonly backup: string | undefined;
  /** Sequence of the newest snapshot. */
  newestSnapshot(): number | undefined;
  /** Entries from a sequence (inclusive) in order, read in pages while it is written. */
  read(fromSequence: number): Iterable<JournalEntry>;
  /** Lets the file go; idempotent. */
  close(): void;
}

/** Entries that are dropped after a commit at most. */
const sweptPerCommit = 100;

/** What an {@link OpenJournal} is made of. */
interface OpenedFile {
  readonly file: string;
  readonly database: SqlDatabase;
  readonly lock: InstanceLock;
  readonly backup: string | undefined;
  readonly options: SqliteJournalOptions;
}

/** Size that the write-ahead log is cut back to after a checkpoint, in bytes. */
const logBytesMax = 16 * 1_024 * 1_024;

/**
 * Opens a journal in an SQLite file: write-ahead log, every commit synced, readable by others at any time, written by one process.
 *
 * @throws TradingError `journal/failed` when another process writes it, when a newer program wrote it, or when it is damaged.
 */
export function openSqliteJournal(options: SqliteJournalOptions): SqliteJournal {
  const file = path.resolve(options.file);
  const lock = openInstanceLock({ file: `${file}-lock`, subject: `the journal ${file}` });
  let database: SqlDatabase | undefined;
  try {
    createFile(file);
    database = openDatabase(file);
    if (readSchemaVersion(database) === 0) checkNotEmptied(file);
    configure(database, options);
    const backup = migrateWithBackup(database, file);
    return new OpenJournal({ file, database, lock, backup, options });
  } catch (error) {
    database?.close();
    lock.close();
    throw explained('open', file, error);
  }
}

class OpenJournal implements SqliteJournal {
  readonly file: string;
  readonly commitCostMs: number;
  readonly backup: string | undefined;
  readonly #database: SqlDatabase;
  readonly #lock: InstanceLock;
  readonly #reader: EntryReader;
  readonly #compaction: Compaction;
  readonly #retention: Retention;
  readonly #nowMs: () => number;
  readonly #insert: SqlStatement;
  readonly #mark: CommittedMark;
  #appended: EntryRow[] = [];
  #lastSequence: number;
  #failure: TradingError | undefined;
  #isOpen = true;

  constructor({ file, database, lock, backup, options }: OpenedFile) {
    this.file = file;
    this.backup = backup;
    this.#database = database;
    this.#lock = lock;
    this.#retention = options.retention ?? {};
    this.#nowMs = options.nowMs ?? Date.now;
    this.#reader = new EntryReader(database, file);
    this.#reader.checkCommitted();
    this.#compaction = new Compaction(database);
    this.#compaction.plan(this.#retention, this.#nowMs());
    this.#lastSequence = this.#reader.last()?.sequence ?? 0;
    this.#insert = database.prepare(
      'INSERT INTO entries (sequence, time_ms, type, text, checksum) VALUES (?, ?, ?, ?, ?)',
    );
    this.commitCostMs = measureCommitCost(database);
    this.#mark = new CommittedMark(file);
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  get beginning(): number {
    return this.#reader.beginning();
  }

  newestSnapshot(): number | undefined {
    this.#checkOpen('read');
    return this.#reader.newestSnapshot();
  }

  append(entry: JournalEntry): void {
    this.#checkUsable('append');
    const expected = (this.#appended.at(-1)?.sequence ?? this.#lastSequence) + 1;
    if (entry.sequence !== expected) {
      const reason = `entry ${entry.sequence} was appended where entry ${expected} belongs`;
      throw this.#fail(journalFailed('append', reason, 'read the journal to its end before appending'));
    }
    this.#appended.push(toRow(entry));
  }

  commit(): void {
    this.#checkUsable('commit');
    const last = this.#appended.at(-1);
    if (last === undefined) return;
    try {
      this.#write(this.#appended);
      this.#lastSequence = last.sequence;
      this.#mark.write(last);
    } catch (error) {
      throw this.#fail(journalFailed('commit', `${this.file}: ${reasonOf(error)}`, commitRemedy(error), error));
    }
    const hasSnapshot = this.#appended.some(({ type }) => type === 'snapshot');
    this.#appended = [];
    this.#compact(hasSnapshot);
  }

  /** Drops a little of what may go, so that no commit waits for much. What cannot be dropped now stays: it harms nobody. */
  #compact(hasSnapshot: boolean): void {
    try {
      if (hasSnapshot) this.#compaction.plan(this.#retention, this.#nowMs());
      this.#compaction.sweep(sweptPerCommit);
    } catch {
      // The next commit tries again; one that fails itself is told by itself.
    }
  }

  *read(fromSequence: number): Generator<JournalEntry, void> {
    this.#checkOpen('read');
    for (const row of this.#reader.read(fromSequence)) {
      yield toEntry(row);
      // libsql lets statements of a closed connection go on; this journal does not.
      this.#checkOpen('read');
    }
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // The log is as good a place as the file, and the next one to open it goes on from there.
    }
    this.#mark.close();
    this.#database.close();
    this.#lock.close();
  }

  #write(rows: readonly EntryRow[]): void {
    const database = this.#database;
    database.exec('BEGIN IMMEDIATE');
    try {
      for (const { sequence, timeMs, type, text, checksum } of rows) {
        this.#insert.run(sequence, timeMs, type, text, checksum);
      }
      database.exec('COMMIT');
    } catch (error) {
      if (database.inTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }

  /** What failed once stays failed: what the disk holds is not known any more. */
  #fail(error: TradingError): TradingError {
    this.#failure = error;
    return error;
  }

  #checkUsable(operation: string): void {
    this.#checkOpen(operation);
    if (this.#failure !== undefined) throw this.#failure;
  }

  #checkOpen(operation: string): void {
    if (!this.#isOpen) throw journalFailed(operation, `${this.file} is closed`, 'open it again');
  }
}

/** For its owner alone; SQLite gives the log beside it the same mode. Symbolic links are refused. */
function createFile(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const { O_CREAT, O_RDWR, O_NOFOLLOW = 0 } = constants;
  closeSync(openSync(file, O_CREAT | O_RDWR | O_NOFOLLOW, 0o600));
}

function configure(database: SqlDatabase, { pagesMax }: SqliteJournalOptions): void {
  const mode = readValue(database, 'PRAGMA journal_mode = WAL');
  if (mode !== 'wal') {
    const reason = `the file system cannot share a write-ahead log (SQLite chose "${String(mode)}")`;
    throw journalFailed('open', reason, 'put the journal on a local disk');
  }
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA cell_size_check = ON');
  database.exec(`PRAGMA journal_size_limit = ${logBytesMax}`);
  if (pagesMax !== undefined) database.exec(`PRAGMA max_page_count = ${pagesMax}`);
}

function explained(operation: string, file: string, error: unknown): unknown {
  if ((error as { code?: unknown }).code === 'journal/failed') return error;
  return journalFailed(operation, `${file}: ${reasonOf(error)}`, remedyFor(error), error);
}
