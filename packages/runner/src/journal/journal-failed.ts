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

/** Any error of SQLite or of the file system, in words. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && !message.includes(code) ? `${message} (${code})` : message;
}
