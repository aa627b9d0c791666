import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { explainFileError, unreadableFile } from '../unreadable-file.ts';

const dataName = /\.(csv|tsv|txt|json|jsonl|ndjson|tcol)(\.gz)?$/i;

/** One name, or several. */
export function toList(file: string | readonly string[]): readonly string[] {
  return typeof file === 'string' ? [file] : file;
}

/**
 * The files behind the names: a folder stands for its files of market data in the order of their names, for recordings those whose name begins with
 * their kind.
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
    const files = (named.length > 0 ? named : found).map(each => path.join(name, each));
    if (files.length > 0) return files;
  } catch (error) {
    throw explainFileError(name, error, 'read');
  }
  throw unreadableFile(name, 'the folder holds no file of market data; name the file or folder that was meant');
}
