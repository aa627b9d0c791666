import { crc32 } from 'node:zlib';
import { decodeRecord, encodeRecord, isTradingError, type JournalEntry } from '@trader/core';
import { damageRemedy, journalFailed } from './journal-failed.ts';
import { textOf } from './sql-database.ts';

/** One row of the table `entries`. */
export interface EntryRow {
  /** Place in the journal, from 1. */
  readonly sequence: number;
  /** Engine time, in milliseconds since the epoch. */
  readonly timeMs: number;
  /** Type of the record. */
  readonly type: string;
  /** The record as text. */
  readonly text: string;
  /** CRC-32 of all of the above. */
  readonly checksum: number;
}

/** An entry as it is stored. */
export function toRow({ sequence, timeMs, record }: JournalEntry): EntryRow {
  const { type } = record;
  const text = encodeRecord(record);
  return { sequence, timeMs, type, text, checksum: checksumOf(sequence, timeMs, type, text) };
}

/**
 * A row as it was read, texts as bytes, checked.
 *
 * @throws TradingError `journal/failed` naming the place when it is not what was written.
 */
export function checkRow(value: unknown): EntryRow {
  const { sequence, timeMs, checksum, ...bytes } = value as Record<keyof EntryRow, unknown>;
  const type = textOf(bytes.type);
  const text = textOf(bytes.text);
  const isWhole =
    typeof sequence === 'number' &&
    typeof timeMs === 'number' &&
    type !== undefined &&
    text !== undefined &&
    typeof checksum === 'number';
  if (isWhole && checksum === checksumOf(sequence, timeMs, type, text)) {
    return { sequence, timeMs, type, text, checksum };
  }
  throw journalFailed('read', `entry ${String(sequence)} is damaged: its checksum does not match`, damageRemedy);
}

/**
 * The entry of a row.
 *
 * @throws TradingError `journal/failed` naming the place when its text is no record.
 */
export function toEntry({ sequence, timeMs, text }: EntryRow): JournalEntry {
  try {
    return { sequence, timeMs, record: decodeRecord(text) };
  } catch (error) {
    const reason = isTradingError(error, 'journal/failed') ? error.context.reason : String(error);
    throw journalFailed('read', `entry ${sequence}: ${reason}`, damageRemedy, error);
  }
}

function checksumOf(sequence: number, timeMs: number, type: string, text: string): number {
  return crc32(`${sequence}\n${timeMs}\n${type}\n${text}`);
}
