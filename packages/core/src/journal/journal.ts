import type { JournalEntry } from './trader-record.ts';

/**
 * Where facts that must survive are kept. `append` may buffer; what `commit` confirmed is there for ever. A failure to
 * commit is not repaired by trying again: the system sends nothing new, lets cancels out, and stops.
 */
export interface Journal {
  /** Adds one entry to what the next commit makes durable. */
  append(entry: JournalEntry): void;
  /** Makes everything appended so far durable, all of it or nothing; synchronous journals return nothing. */
  commit(): Promise<void> | void;
  /** All entries from a sequence (inclusive), in order. A compacted journal begins with a snapshot and may have none before that. */
  read(fromSequence: number): AsyncIterable<JournalEntry> | Iterable<JournalEntry>;
  /**
   * Sequence of the newest `snapshot` record; `undefined` without one. A start reads from there, and from the beginning where a journal
   * cannot tell.
   */
  newestSnapshot?(): Promise<number | undefined> | number | undefined;
  /** Releases what it holds; idempotent. */
  close(): Promise<void> | void;
}
