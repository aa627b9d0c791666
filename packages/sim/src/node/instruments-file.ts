import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Instrument, type InstrumentFields } from '@trader/core';
import { explainFileError, unreadableFile } from './unreadable-file.ts';

/** The rules of instruments as of one moment. */
export interface InstrumentsFile {
  /** When they were so, in milliseconds since the epoch. */
  readonly timeMs: number;
  /** The instruments. */
  readonly instruments: readonly Instrument[];
}

/**
 * Writes the rules of instruments as JSON, decimals as exact text. Its folder is made when it does not exist; a file of
 * that name is replaced as a whole.
 *
 * @throws `market-data/unreadable` where the disk refuses.
 */
export async function writeInstruments(file: string, { timeMs, instruments }: InstrumentsFile): Promise<void> {
  const content = { timeMs, time: new Date(timeMs).toISOString(), instruments: instruments.map(each => each.toJSON()) };
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(`${file}.part`, `${JSON.stringify(content, undefined, 2)}\n`);
    await rename(`${file}.part`, file);
  } catch (error) {
    throw explainFileError(file, error, 'write');
  }
}

/**
 * Reads the rules of instruments, as {@link writeInstruments} and `trader record` write them.
 *
 * @throws `market-data/unreadable` for files that cannot be read or hold something else; `instrument/invalid` for rules that
 * contradict themselves.
 */
export async function readInstruments(file: string): Promise<InstrumentsFile> {
  let content: { readonly timeMs?: unknown; readonly instruments?: unknown } | null;
  try {
    content = JSON.parse(await readFile(file, 'utf8')) as typeof content;
  } catch (error) {
    if (error instanceof SyntaxError)
      throw unreadableFile(file, `it is not JSON (${error.message}); let trader record write it`, error);
    throw explainFileError(file, error, 'read');
  }
  if (typeof content?.timeMs !== 'number' || !Array.isArray(content.instruments)) {
    throw unreadableFile(file, 'it holds no instruments; let trader record write it');
  }
  const instruments = content.instruments.map(fields => new Instrument(fields as InstrumentFields));
  return { timeMs: content.timeMs, instruments };
}
