import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import type { EntryRow } from './entry-row.ts';
import { damageRemedy, journalFailed, reasonOf } from './journal-failed.ts';

/** The last entry that was committed, as a file beside the journal tells it. */
export type CommittedEntry = Pick<EntryRow, 'sequence' | 'checksum'>;

/**
 * Remembers the last committed entry in a small file of its own. SQLite takes a write-ahead log that was cut or damaged for one that
 * ended there, and the newest entries would be missing without a word; the mark tells that they were there.
 */
export class CommittedMark {
  readonly #descriptor: number;

  /** @param file - The journal's file; the mark's is the same with `-mark`. */
  constructor(file: string) {
    const { O_CREAT, O_RDWR, O_NOFOLLOW = 0 } = constants;
    this.#descriptor = openSync(markFile(file), O_CREAT | O_RDWR | O_NOFOLLOW, 0o600);
  }

  /** Sets it. It is not synced: after a power cut it may be behind the journal, and never ahead of it. */
  write({ sequence, checksum }: CommittedEntry): void {
    writeSync(this.#descriptor, `${sequence} ${checksum}\n`.padStart(32), 0);
  }

  /** Closes its file. */
  close(): void {
    closeSync(this.#descriptor);
  }
}

/**
 * The last entry that was committed; `undefined` where no mark was kept.
 *
 * @throws TradingError `journal/failed` when the mark is not readable.
 */
export function readMark(file: string): CommittedEntry | undefined {
  const text = readMarkText(markFile(file));
  if (text === '') return undefined;
  const match = /^ *(\d+) (\d+)\n$/.exec(text);
  if (match !== null) return { sequence: Number(match[1]), checksum: Number(match[2]) };
  throw journalFailed('open', `${markFile(file)} is damaged`, damageRemedy);
}

function readMarkText(mark: string): string {
  try {
    return readFileSync(mark, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw journalFailed('open', `${mark}: ${reasonOf(error)}`, 'make it readable');
  }
}

/** Refuses a file without any schema where something had been committed, before anybody writes one into it. */
export function checkNotEmptied(file: string): void {
  checkMark(file, readMark(file), 0, undefined);
}

/** Refuses a journal that ends before an entry that had been committed, or that has another entry in its place. */
export function checkMark(
  file: string,
  mark: CommittedEntry | undefined,
  last: number,
  found: EntryRow | undefined,
): void {
  if (mark === undefined) return;
  const remedy = `its -wal file or its end is missing: ${damageRemedy}. If you put an older copy there on purpose, delete ${markFile(file)}`;
  if (mark.sequence > last) {
    throw journalFailed('open', `it ends at entry ${last}, and entry ${mark.sequence} had been committed`, remedy);
  }
  if (found === undefined || found.checksum !== mark.checksum) {
    throw journalFailed('open', `entry ${mark.sequence} is not the one that had been committed`, remedy);
  }
}

function markFile(file: string): string {
  return `${file}-mark`;
}
