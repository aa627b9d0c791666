import type { Journal } from './journal.ts';
import type { JournalEntry } from './trader-record.ts';

/** How a {@link MemoryJournal} is bounded. */
export interface MemoryJournalOptions {
  /** Entries kept; the oldest go first. Default 100,000. */
  readonly entriesMax?: number;
}

/** A journal that forgets when the process ends, for tests, backtests and first steps. It keeps the newest entries only. */
export class MemoryJournal implements Journal {
  readonly #entriesMax: number;
  #entries: JournalEntry[] = [];
  #start = 0;
  #newestSnapshot: number | undefined;

  /** @param options - How many entries are kept. */
  constructor(options: MemoryJournalOptions = {}) {
    this.#entriesMax = options.entriesMax ?? 100_000;
  }

  /** How many entries are kept at present. */
  get length(): number {
    return this.#entries.length - this.#start;
  }

  /** Adds one entry; beyond `entriesMax` the oldest is forgotten. */
  append(entry: JournalEntry): void {
    this.#entries.push(entry);
    if (entry.record.type === 'snapshot') this.#newestSnapshot = entry.sequence;
    if (this.length > this.#entriesMax) this.#start += 1;
    // Dropping the forgotten half at once keeps each append at constant cost.
    if (this.#start > this.#entriesMax) {
      this.#entries = this.#entries.slice(this.#start);
      this.#start = 0;
    }
  }

  /** Nothing to do: memory is as durable as it gets. */
  commit(): void {
    // Entries are visible as soon as they are appended.
  }

  /** All kept entries from a sequence (inclusive), in order. */
  *read(fromSequence: number): Iterable<JournalEntry> {
    for (let index = this.#start; index < this.#entries.length; index += 1) {
      const entry = this.#entries[index];
      if (entry !== undefined && entry.sequence >= fromSequence) yield entry;
    }
  }

  /** Sequence of the newest snapshot, while it is kept. */
  newestSnapshot(): number | undefined {
    const oldest = this.#entries[this.#start]?.sequence ?? 0;
    return this.#newestSnapshot !== undefined && this.#newestSnapshot >= oldest ? this.#newestSnapshot : undefined;
  }

  /** Nothing to release. */
  close(): void {
    // Entries stay readable.
  }
}
