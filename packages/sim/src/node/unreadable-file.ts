import { TradingError } from '@trader/core';

/** The error for a file that cannot be read or written at all, or not to its end. */
export function unreadableFile(
  source: string,
  reason: string,
  cause?: unknown,
): TradingError<'market-data/unreadable'> {
  const options = cause === undefined ? undefined : { cause };
  return new TradingError('market-data/unreadable', `${source}: ${reason}`, { source, reason }, options);
}

/** What the system says about a file, as a person needs it. */
export function explainFileError(source: string, error: unknown, doing: 'read' | 'write'): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = reasons[code]?.(doing);
  return reason === undefined ? error : unreadableFile(source, reason, error);
}

const reasons: Readonly<Record<string, (doing: 'read' | 'write') => string>> = {
  ENOENT: doing =>
    doing === 'read' ? 'there is no such file; correct the path' : 'its folder does not exist; make it first',
  EACCES: doing => `this user may not ${doing} it; change its permissions`,
  EPERM: doing => `this user may not ${doing} it; change its permissions`,
  EROFS: () => 'its disk is read-only; choose another folder',
  EISDIR: () => 'it is a folder; name a file in it',
  ENOTDIR: () => 'a part of its path is not a folder; correct the path',
  EEXIST: () => 'it exists already; remove it or choose another name',
  EMFILE: () => 'too many files are open; read fewer at once, or raise the limit of the system',
  ENOSPC: () => 'the disk is full; make room',
  EIO: () => 'the disk reports an error; copy the file elsewhere and try again',
  Z_BUF_ERROR: () => 'the gzip data ends too early: the file was cut off; get it again',
  Z_DATA_ERROR: () => 'the gzip data is damaged; get the file again',
};
