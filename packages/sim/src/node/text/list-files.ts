import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { explainFileError, unreadableFile } from '../unreadable-file.ts';

const dataName = /\.(csv|tsv|txt|json|jsonl|ndjson|tcol)(\.gz)?$/i;

/** What a recording's name begins with: `tick`, `bar-5m`. */
const recordedName = /^(tick|trade|book|order|bar-[0-9a-z]+)[-.]/;

/** One name, or several. */
export function toList(file: string | readonly string[]): readonly string[] {
  return typeof file === 'string' ? [file] : file;
}

/**
 * The files behind the names: a folder stands for its files of market data in the order of their names, for recordings those whose name begins
 * with their kind, bars with their length: `bar-5m`.
 *
 * @throws `market-data/unreadable` for names that do not exist and folders without such a file.
 */
export async function listFiles(names: readonly string[], kind: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (const name of names) files.push(...(await filesBehind(name, kind)));
  return files;
}

async function filesBehind(name: string, kind: string): Promise<readonly string[]> {
  try {
    if (!(await stat(name)).isDirectory()) return [name];
    const found = (await readdir(name)).filter(each => dataName.test(each)).sort();
    const named = found.filter(each => each.startsWith(`${kind}-`));
    // Bars of the past lie in one file without a time, before those that were recorded live.
    const past = found.filter(each => each.startsWith(`${kind}.`));
    const own = [...past, ...named];
    const recorded = [...new Set(found.map(each => recordedName.exec(each)?.[1]).filter(each => each !== undefined))];
    if (own.length === 0 && recorded.length > 0) {
      const reason = `the folder has recordings of ${recorded.join(', ')}, none of ${kind}; record it, or name what is there`;
      throw unreadableFile(name, reason);
    }
    const files = (own.length > 0 ? own : found).map(each => path.join(name, each));
    if (files.length > 0) return files;
  } catch (error) {
    throw explainFileError(name, error, 'read');
  }
  throw unreadableFile(name, 'the folder holds no file of market data; name the file or folder that was meant');
}
