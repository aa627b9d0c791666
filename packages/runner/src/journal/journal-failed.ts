import { TradingError } from '@trader/core';

/** A failure of the journal as a person needs it: what was being done, why it failed, what to do. */
export function journalFailed(
  operation: string,
  reason: string,
  remedy: string,
  cause?: unknown,
): TradingError<'journal/failed'> {
  const message = `the journal failed to ${operation}: ${reason}; ${remedy}`;
  return new TradingError('journal/failed', message, { operation, reason }, cause === undefined ? {} : { cause });
}

/** What to do about a file that is damaged: no entry is ever repaired, dropped or guessed. */
export const damageRemedy =
  'nothing is repaired silently: restore the file and its -wal from a copy, or settle open orders by hand and move all files away whose names begin with its name (-wal, -shm and -mark too) before a new start';

/** How to get out of a full disk. */
const storageRemedy = 'make room or mend the storage, then start again';

/** What to do about errors that say nothing about what is in the file, by how their codes begin. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [/^(SQLITE_FULL|SQLITE_IOERR|ENOSPC|EDQUOT|EIO)/, storageRemedy],
  [
    /^(SQLITE_(READONLY|CANTOPEN|PERM)|EACCES|EPERM|EROFS)/,
    'it may be whole: let the user who runs this read and write it and its folder, then start again',
  ],
  [/^(SQLITE_BUSY|SQLITE_LOCKED)/, 'it may be whole, another program holds it: let that one finish, then start again'],
  [/^ELOOP/, 'it is a symbolic link, and none is followed: name the file itself'],
];

/** What to do about an error of SQLite or of the file system; what none of them explains counts as damage. */
export function remedyFor(error: unknown, otherwise: string = damageRemedy): string {
  const { code } = (error ?? {}) as { code?: unknown };
  const found = typeof code === 'string' ? remedies.find(([codes]) => codes.test(code)) : undefined;
  return found?.[1] ?? otherwise;
}

/** What to do about a commit that failed. */
export function commitRemedy(error: unknown): string {
  return remedyFor(error, storageRemedy);
}

/** Any error of SQLite or of the file system, in words. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && !message.includes(code) ? `${message} (${code})` : message;
}
