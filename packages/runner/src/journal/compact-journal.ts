import { existsSync } from 'node:fs';
import { Compaction, type Retention } from './compaction.ts';
import { EntryReader } from './entry-reader.ts';
import { type InstanceLock, openInstanceLock } from './instance-lock.ts';
import { journalFailed, reasonOf } from './journal-failed.ts';
import { checkSchemaVersion, compactionVersion, readSchemaVersion } from './journal-schema.ts';
import { migrateWithBackup } from './migrate-with-backup.ts';
import { openDatabase, type SqlDatabase } from './sql-database.ts';

/** What a compaction did. */
export interface CompactionResult {
  /** How many entries were dropped. */
  readonly dropped: number;
  /** Sequence of the snapshot with which the journal begins now. */
  readonly beginning: number;
  /** Whether the file was made smaller: not while a run has it, which fills the room again. */
  readonly isShrunk: boolean;
}

/** Entries dropped in one transaction: a run that commits meanwhile waits for a few milliseconds at most. */
const sweptAtOnce = 1_000;

/**
 * Drops the entries of a journal that a snapshot stands in for, while a run writes it or not. What is left folds to the same state.
 *
 * @throws TradingError `journal/failed` when there is no journal, when it is damaged, or when no snapshot is old enough.
 */
export function compactJournal(file: string, retention: Retention, nowMs: number): CompactionResult {
  if (!existsSync(file)) {
    throw journalFailed('compact', `${file} does not exist`, 'trader run makes it; name another with --file');
  }
  const lock = lockOf(file);
  let database: SqlDatabase | undefined;
  try {
    database = openDatabase(file);
    prepare(database, file, lock);
    const result = drop(database, file, retention, nowMs);
    if (lock === undefined) return { ...result, isShrunk: false };
    database.exec('VACUUM');
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return { ...result, isShrunk: true };
  } catch (error) {
    if ((error as { code?: unknown }).code === 'journal/failed') throw error;
    throw journalFailed(
      'compact',
      `${file}: ${reasonOf(error)}`,
      'nothing is lost: what was not dropped is still there',
      error,
    );
  } finally {
    database?.close();
    lock?.close();
  }
}

/** The journal's lock, when no run has it. */
function lockOf(file: string): InstanceLock | undefined {
  try {
    return openInstanceLock({ file: `${file}-lock`, subject: `the journal ${file}` });
  } catch {
    return undefined;
  }
}

function prepare(database: SqlDatabase, file: string, lock: InstanceLock | undefined): void {
  const version = readSchemaVersion(database);
  checkSchemaVersion(version);
  if (version >= compactionVersion) return;
  if (lock !== undefined) {
    migrateWithBackup(database, file);
    return;
  }
  const reason = `${file} has version ${version}, which knows no compaction, and a run of an older program has it`;
  throw journalFailed('compact', reason, 'stop that run first');
}

function drop(
  database: SqlDatabase,
  file: string,
  retention: Retention,
  nowMs: number,
): Omit<CompactionResult, 'isShrunk'> {
  const reader = new EntryReader(database, file);
  // Nothing is dropped from a journal that would not fold: what is left might be all there is.
  for (const _ of reader.read(1));
  const before = reader.beginning();
  const compaction = new Compaction(database);
  const beginning = compaction.plan(retention, nowMs) ?? before;
  if (beginning === 1) {
    const reason = reader.newestSnapshot() === undefined ? 'it has no snapshot yet' : 'no snapshot in it is old enough';
    throw journalFailed(
      'compact',
      `${file}: ${reason}`,
      'a run writes one after as many records as journal.snapshotEvery says (20,000), and once a day',
    );
  }
  let dropped = 0;
  for (let swept = compaction.sweep(sweptAtOnce); swept > 0; swept = compaction.sweep(sweptAtOnce)) dropped += swept;
  return { dropped, beginning };
}
