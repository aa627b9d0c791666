import type { AccountIdentity } from '@trader/core';
import { toEntry } from './entry-row.ts';
import { readJournalAccount } from './journal-account.ts';
import type { JournalReader } from './journal-reader.ts';

/** What a journal holds, once every entry of it was found to be what was written. */
export interface JournalSummary {
  /** The file, absolute. */
  readonly file: string;
  /** Version of its schema. */
  readonly schemaVersion: number;
  /** How many entries it has. */
  readonly entries: number;
  /** Sequence of the first one: 1, or the snapshot with which a compacted journal begins. */
  readonly beginning: number;
  /** Time of the first entry, in milliseconds since the epoch. */
  readonly firstTimeMs: number | undefined;
  /** Time of the last entry, in milliseconds since the epoch. */
  readonly lastTimeMs: number | undefined;
  /** The account that it belongs to; `undefined` while it belongs to none. */
  readonly account: AccountIdentity | undefined;
  /** How many entries there are of each type, by name. */
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Reads a whole journal: pages, sequence, checksums and records.
 *
 * @throws TradingError `journal/failed` naming the first place where something is wrong.
 */
export function verifyJournal(reader: JournalReader): JournalSummary {
  reader.checkWhole();
  const counts = new Map<string, number>();
  let entries = 0;
  let firstTimeMs: number | undefined;
  let lastTimeMs: number | undefined;
  for (const row of reader.read(1)) {
    toEntry(row);
    counts.set(row.type, (counts.get(row.type) ?? 0) + 1);
    entries += 1;
    firstTimeMs ??= row.timeMs;
    lastTimeMs = row.timeMs;
  }
  const { file, schemaVersion } = reader;
  const sorted = Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  const { beginning } = reader;
  const account = readJournalAccount(reader);
  return { file, schemaVersion, entries, beginning, firstTimeMs, lastTimeMs, account, counts: sorted };
}
