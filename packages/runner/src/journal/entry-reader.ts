import { checkMark, readMark } from './committed-mark.ts';
import { checkRow, type EntryRow } from './entry-row.ts';
import { damageRemedy, journalFailed, reasonOf, remedyFor } from './journal-failed.ts';
import { compactionVersion, readSchemaVersion } from './journal-schema.ts';
import { readValue, type SqlDatabase, type SqlStatement } from './sql-database.ts';

/** Rows read at once: a reader holds no lock and no snapshot between two pages. */
const pageRowsMax = 500;

/**
 * Every column as what it was written as, whatever damage made of it. Texts come as bytes: libsql ends the process when the bytes of a
 * text are no UTF-8.
 */
const columns = `sequence, CAST(time_ms AS INTEGER) AS timeMs, CAST(type AS BLOB) AS type, CAST(text AS BLOB) AS text,
  CAST(checksum AS INTEGER) AS checksum`;

/** Reads entries of an open database in pages and checks each of them; whoever writes is not disturbed. */
export class EntryReader {
  readonly #file: string;
  readonly #database: SqlDatabase;
  readonly #page: SqlStatement;
  readonly #last: SqlStatement;
  readonly #newestOf: SqlStatement;
  readonly #hasBeginning: boolean;

  /**
   * @param database - Where the entries are.
   * @param file - Its file.
   */
  constructor(database: SqlDatabase, file: string) {
    this.#file = file;
    this.#database = database;
    this.#hasBeginning = readSchemaVersion(database) >= compactionVersion;
    this.#page = database.prepare(`SELECT ${columns} FROM entries WHERE sequence >= ? ORDER BY sequence LIMIT ?`);
    this.#newestOf = database.prepare(
      `SELECT ${columns} FROM entries WHERE type IN (?, ?) ORDER BY sequence DESC LIMIT 1`,
    );
    this.#last = database.prepare(`SELECT ${columns} FROM entries ORDER BY sequence DESC LIMIT 1`);
  }

  /** The last entry there is at present, checked; `undefined` for an empty journal. */
  last(): EntryRow | undefined {
    const [row] = this.#attempt(() => this.#last.all());
    return row === undefined ? undefined : checkRow(row);
  }

  /** The newest entry of two types, checked; `undefined` without one. */
  newestOf(type: string, orType: string): EntryRow | undefined {
    const [row] = this.#attempt(() => this.#newestOf.all(type, orType));
    return row === undefined ? undefined : checkRow(row);
  }

  /** Sequence of the first entry that counts: 1, or the snapshot with which a compacted journal begins. */
  beginning(): number {
    if (!this.#hasBeginning) return 1;
    const found = this.#attempt(() => readValue(this.#database, 'SELECT CAST(sequence AS INTEGER) FROM beginning'));
    return typeof found === 'number' ? found : 1;
  }

  /** Sequence of the newest snapshot; `undefined` without one. */
  newestSnapshot(): number | undefined {
    const query = "SELECT CAST(max(sequence) AS INTEGER) FROM entries WHERE type = 'snapshot'";
    const found = this.#attempt(() => readValue(this.#database, query));
    return typeof found === 'number' ? found : undefined;
  }

  /** Refuses a journal that lacks what had been committed. */
  checkCommitted(): void {
    // The mark is read first: a journal that is being written only grows.
    const mark = readMark(this.#file);
    const [row] = mark === undefined ? [] : this.#attempt(() => this.#page.all(mark.sequence, 1));
    checkMark(this.#file, mark, this.last()?.sequence ?? 0, row === undefined ? undefined : checkRow(row));
  }

  /**
   * Entries from a sequence (inclusive) to the end that the journal has when it is reached.
   *
   * @throws TradingError `journal/failed` naming the place of the first hole or damage.
   */
  *read(fromSequence: number): Generator<EntryRow, void> {
    const end = this.last()?.sequence ?? 0;
    const beginning = this.beginning();
    let next = Math.max(fromSequence, beginning);
    for (;;) {
      const rows = this.#attempt(() => this.#page.all(next, pageRowsMax));
      for (const value of rows) {
        const row = checkRow(value);
        if (row.sequence !== next) throw holeAt(next, `entry ${row.sequence} follows entry ${next - 1}`);
        if (next === beginning && next > 1 && row.type !== 'snapshot') {
          throw holeAt(next, 'it was compacted up to there, and the entry is no snapshot');
        }
        next += 1;
        yield row;
      }
      if (rows.length < pageRowsMax) break;
    }
    if (next <= end) throw holeAt(next, `entries ${next} to ${end} cannot be found`);
  }

  #attempt<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw journalFailed('read', `${this.#file}: ${reasonOf(error)}`, remedyFor(error), error);
    }
  }
}

function holeAt(sequence: number, reason: string) {
  return journalFailed('read', `it has a hole at entry ${sequence}: ${reason}`, damageRemedy);
}
