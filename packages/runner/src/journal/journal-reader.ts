import { statSync } from 'node:fs';
import path from 'node:path';
import type { TradingError } from '@trader/core';
import { checkNotEmptied } from './committed-mark.ts';
import { EntryReader } from './entry-reader.ts';
import type { EntryRow } from './entry-row.ts';
import { damageRemedy, journalFailed, reasonOf, remedyFor } from './journal-failed.ts';
import { checkSchemaVersion, readSchemaVersion } from './journal-schema.ts';
import { openDatabaseToRead, readValue, type SqlDatabase, textOf } from './sql-database.ts';

/** Looks at a journal without a lock on it, while a run writes it or not. The file, its write-ahead log and its mark stay as they are. */
export class JournalReader {
  /** The file, absolute. */
  readonly file: string;
  /** Version of its schema. */
  readonly schemaVersion: number;
  readonly #database: SqlDatabase;
  readonly #reader: EntryReader;

  /**
   * @param file - The journal's file.
   * @throws TradingError `journal/failed` when there is none, or when it cannot be read.
   */
  constructor(file: string) {
    this.file = path.resolve(file);
    if (!isThere(this.file)) {
      throw journalFailed('open', `${this.file} does not exist`, 'trader run makes it; name another with --file');
    }
    let database: SqlDatabase | undefined;
    try {
      database = openDatabaseToRead(this.file);
      this.schemaVersion = readSchemaVersion(database);
      checkSchemaVersion(this.schemaVersion);
      if (this.schemaVersion === 0) throw emptyFile(this.file);
      this.#reader = new EntryReader(database, this.file);
      this.#database = database;
    } catch (error) {
      database?.close();
      if ((error as { code?: unknown }).code === 'journal/failed') throw error;
      throw journalFailed('open', `${this.file}: ${reasonOf(error)}`, remedyFor(error), error);
    }
  }

  /** Sequence of the last entry there is at present; 0 for an empty journal. */
  get lastSequence(): number {
    return this.#reader.last()?.sequence ?? 0;
  }

  /** Sequence of the first entry that counts: 1, or the snapshot with which a compacted journal begins. */
  get beginning(): number {
    return this.#reader.beginning();
  }

  /** The newest entry of two types, checked; `undefined` without one. */
  newestOf(type: string, orType: string): EntryRow | undefined {
    return this.#reader.newestOf(type, orType);
  }

  /** Entries from a sequence (inclusive) on, each checked. */
  read(fromSequence: number): Iterable<EntryRow> {
    return this.#reader.read(fromSequence);
  }

  /** Refuses a journal that lacks what had been committed, or whose pages do not fit together. */
  checkWhole(): void {
    this.#reader.checkCommitted();
    const found = this.#integrity();
    if (found !== 'ok') throw journalFailed('verify', `${this.file}: ${found}`, damageRemedy);
  }

  /** Lets the file go. */
  close(): void {
    this.#database.close();
  }

  #integrity(): string {
    try {
      const found = readValue(this.#database, 'SELECT CAST(integrity_check AS BLOB) FROM pragma_integrity_check(1)');
      return textOf(found) ?? String(found);
    } catch (error) {
      return reasonOf(error);
    }
  }
}

/** A file that may not be looked at is there. */
function isThere(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw journalFailed('open', `${file}: ${reasonOf(error)}`, remedyFor(error), error);
  }
}

/** What is wrong with a file that has no schema at all: what it had may be lost, or no run ever wrote it. */
function emptyFile(file: string): TradingError<'journal/failed'> {
  checkNotEmptied(file);
  return journalFailed('open', `${file} is empty`, 'trader run writes it; name another with --file');
}
