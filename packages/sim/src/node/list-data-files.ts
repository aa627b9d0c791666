import type { MarketDataKind } from '../market-data/market-columns.ts';
import { recordingName } from './recording/recording-line.ts';
import { listFiles, toList } from './text/list-files.ts';

/**
 * The files that a source reads: those that were named, and of folders those of the kind, in order.
 *
 * @param file - A file, a folder, or several.
 * @param kind - What they hold.
 * @param intervalMs - Length of bars, in milliseconds.
 * @throws `market-data/unreadable` for names that do not exist and folders without such a file.
 */
export function listDataFiles(
  file: string | readonly string[],
  kind: MarketDataKind,
  intervalMs?: number,
): Promise<readonly string[]> {
  return listFiles(toList(file), recordingName(kind, intervalMs));
}
