import { setTimeout as delay } from 'node:timers/promises';
import type { EntryRow } from './entry-row.ts';
import type { JournalReader } from './journal-reader.ts';

/** How often a journal that is followed is looked at, in milliseconds. */
const lookEveryMs = 200;

/** The entries from a sequence on, and then those that a run adds, until the signal. */
export async function* followJournal(
  reader: JournalReader,
  fromSequence: number,
  signal: AbortSignal,
): AsyncGenerator<EntryRow, void> {
  let next = fromSequence;
  while (!signal.aborted) {
    for (const row of reader.read(next)) {
      next = row.sequence + 1;
      yield row;
    }
    await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}
