import type { JournalEntry, SegmentNote } from '@trader/core';
import { type EntryRow, toEntry } from '../journal/entry-row.ts';
import type { JournalReader } from '../journal/journal-reader.ts';

/** The part of a journal that belongs to one run, read in order. */
export class JournalRun {
  readonly #rows: Iterator<EntryRow, void>;
  #next: EntryRow | undefined;
  #isShort = false;

  /**
   * @param reader - The journal.
   * @param journalSequence - The run's last entry before its first event.
   */
  constructor(reader: JournalReader, journalSequence: number) {
    this.#rows = reader.read(journalSequence + 1)[Symbol.iterator]();
  }

  /** Whether entries were asked for that the journal does not have. */
  get isShort(): boolean {
    return this.#isShort;
  }

  /** The texts of the entries from one sequence to another; what lies between belongs to no event and is passed over. */
  take(range: readonly [first: number, last: number] | undefined): readonly string[] {
    const texts: string[] = [];
    if (range === undefined) return texts;
    const [first, last] = range;
    for (let row = this.#peek(); row !== undefined && row.sequence <= last; row = this.#peek()) {
      if (row.sequence >= first) texts.push(row.text);
      this.#next = undefined;
    }
    this.#isShort ||= texts.length < last - first + 1;
    return texts;
  }

  #peek(): EntryRow | undefined {
    this.#next ??= this.#rows.next().value ?? undefined;
    return this.#next;
  }
}

/** What the run was restored from, its own first entry included: as every start does, from the newest snapshot on. */
export function* readPrefix(reader: JournalReader, journalSequence: number): Generator<JournalEntry, void> {
  for (const row of reader.read(newestSnapshot(reader, journalSequence))) {
    if (row.sequence > journalSequence) return;
    yield toEntry(row);
  }
}

function newestSnapshot(reader: JournalReader, journalSequence: number): number {
  let newest = 1;
  for (const { sequence, type } of reader.read(1)) {
    if (sequence > journalSequence) break;
    if (type === 'snapshot') newest = sequence;
  }
  return newest;
}

/** What the journal knows about the segments of a run. */
export function readSegmentNotes(reader: JournalReader, journalSequence: number): readonly SegmentNote[] {
  const notes: SegmentNote[] = [];
  for (const row of reader.read(journalSequence + 1)) {
    if (row.type === 'run-started') break;
    if (row.type !== 'recording') continue;
    const { record } = toEntry(row);
    if (record.type === 'recording' && record.note.note === 'segment') notes.push(record.note);
  }
  return notes;
}
