import type { AccountIdentity } from '../account/account-identity.ts';
import type { Engine } from '../engine/engine.ts';
import type { Journal } from '../journal/journal.ts';
import type { AccountIdentifiedRecord, JournalEntry } from '../journal/trader-record.ts';

/** Entries that are kept from the first reading to the fold; a longer journal is read a second time instead. */
const entriesKeptMax = 50_000;

/** What a start has to know of a journal before it folds it. */
export interface JournalTail {
  /** Where the fold begins: the newest snapshot, or the beginning. */
  readonly fromSequence: number;
  /** Sequence of the last entry; 0 for an empty journal. */
  readonly lastSequence: number;
  /** Engine time of the last entry, in milliseconds since the epoch; 0 for an empty journal. */
  readonly lastTimeMs: number;
  /** The entries, when there are not too many to keep. */
  readonly entries: readonly JournalEntry[] | undefined;
}

/** Reads a journal from its newest snapshot on: that it can be read to its end, and where that is. Memory is bounded, however long it is. */
export async function readTail(journal: Journal): Promise<JournalTail> {
  const fromSequence = (await journal.newestSnapshot?.()) ?? 1;
  let entries: JournalEntry[] | undefined = [];
  let lastSequence = 0;
  let lastTimeMs = 0;
  for await (const entry of journal.read(fromSequence)) {
    lastSequence = entry.sequence;
    lastTimeMs = entry.timeMs;
    if (entries !== undefined && entries.push(entry) > entriesKeptMax) entries = undefined;
  }
  return { fromSequence, lastSequence, lastTimeMs, entries };
}

/** What a restored engine is made from. */
export interface Restoration {
  /** New, and empty. */
  readonly engine: Engine;
  /** Where earlier runs have written. */
  readonly journal: Journal;
  /** What {@link readTail} found. */
  readonly tail: JournalTail;
  /** The first entry of the new run, journaled already. */
  readonly started: JournalEntry;
  /** Given the account that the journal belongs to, what the journal has to be told of the one in use; throws to refuse it. */
  readonly identify: (journaled: AccountIdentity | undefined) => Promise<AccountIdentifiedRecord | undefined>;
}

/** Folds the journal into a new engine, with what the new run adds before its first event; gives the sequence of the newest entry. */
export async function restoreEngine({ engine, journal, tail, started, identify }: Restoration): Promise<number> {
  const { fromSequence, lastSequence, entries } = tail;
  for await (const entry of entries ?? journal.read(fromSequence)) {
    // The new run's first entry may be in the journal already.
    if (entry.sequence <= lastSequence) engine.fold(entry);
  }
  engine.fold(started);
  const record = await identify(engine.account.identity);
  const { sequence, timeMs } = started;
  const identified = record === undefined ? undefined : { sequence: sequence + 1, timeMs, record };
  if (identified !== undefined) {
    journal.append(identified);
    await journal.commit();
    engine.fold(identified);
  }
  engine.finishRestoring();
  return (identified ?? started).sequence;
}
