import { readValue, type SqlDatabase } from './sql-database.ts';

/** What is dropped of a journal: what is older than both say. Nothing is dropped that no snapshot stands in for. */
export interface Retention {
  /** Days of entries that are kept; `undefined` for no limit. */
  readonly days?: number | undefined;
  /** How many of the newest entries are kept at least; `undefined` for no limit. */
  readonly entries?: number | undefined;
}

const dayMs = 24 * 60 * 60 * 1_000;

/** Drops entries that a snapshot stands in for: first it is said where the journal begins, then what is before goes little by little. */
export class Compaction {
  readonly #database: SqlDatabase;
  #mayBeSwept = true;

  /** @param database - The journal's, open for writing. */
  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /**
   * Says where the journal begins from now on.
   *
   * @returns The sequence of the snapshot with which it begins; `undefined` when nothing more may go.
   */
  plan({ days, entries }: Retention, nowMs: number): number | undefined {
    const database = this.#database;
    const byAge =
      days === undefined ? undefined : this.#newestSnapshot(`time_ms <= ${Math.floor(nowMs - days * dayMs)}`);
    const byCount =
      entries === undefined
        ? undefined
        : this.#newestSnapshot(`sequence <= (SELECT max(sequence) FROM entries) - ${Math.floor(entries)} + 1`);
    const chosen = Math.max(byAge ?? 0, byCount ?? 0);
    const before = Number(readValue(database, 'SELECT CAST(sequence AS INTEGER) FROM beginning') ?? 1);
    if (chosen <= before) return undefined;
    // Fixed text, no parameters: the sequence is a number that was read a moment ago.
    database.exec(`INSERT OR REPLACE INTO beginning (id, sequence) VALUES (1, ${chosen})`);
    this.#mayBeSwept = true;
    return chosen;
  }

  /** Drops entries before the beginning, the oldest first, and says how many. */
  sweep(entriesMax: number): number {
    if (!this.#mayBeSwept) return 0;
    const database = this.#database;
    const beginning = Number(readValue(database, 'SELECT CAST(sequence AS INTEGER) FROM beginning') ?? 1);
    const oldest = Number(readValue(database, 'SELECT CAST(min(sequence) AS INTEGER) FROM entries') ?? beginning);
    const end = Math.min(oldest + entriesMax, beginning);
    this.#mayBeSwept = end < beginning;
    if (end <= oldest) return 0;
    database.exec(`DELETE FROM entries WHERE sequence < ${end}`);
    return end - oldest;
  }

  #newestSnapshot(condition: string): number | undefined {
    const query = `SELECT CAST(max(sequence) AS INTEGER) FROM entries WHERE type = 'snapshot' AND ${condition}`;
    const found = readValue(this.#database, query);
    return typeof found === 'number' ? found : undefined;
  }
}
