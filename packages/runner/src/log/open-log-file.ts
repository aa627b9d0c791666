import { closeSync, constants, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { configInvalid, errorFinding } from '../config/finding.ts';

/** A file that log lines are added to. */
export interface LogFile {
  /** Adds a line; it is in the file when this returns, so that nothing is missing after a sudden end. */
  write(line: string): void;
  /** Closes the file; idempotent. */
  close(): void;
}

/** Opens a log file for adding, readable by its owner alone; symbolic links are refused. */
export function openLogFile(file: string): LogFile {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0 } = constants;
  const descriptor = openSync(file, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600);
  let isOpen = true;
  return {
    write: line => {
      if (isOpen) writeSync(descriptor, line);
    },
    close: () => {
      if (isOpen) closeSync(descriptor);
      isOpen = false;
    },
  };
}

/**
 * As {@link openLogFile}, for a file that a person named.
 *
 * @param file - The file.
 * @param place - Where it was named.
 * @throws `config/invalid` when it cannot be opened.
 */
export function openLogFileAt(file: string, place: string): LogFile {
  try {
    return openLogFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    const problem = `the log cannot be written: ${(error as Error).message}`;
    throw configInvalid([errorFinding(place, problem, 'Name a file in a folder that may be written')], error);
  }
}
