import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { findBadRow } from '../../market-data/check-rows.ts';
import { invalidRow } from '../../market-data/market-data-error.ts';
import type { MarketRange, MarketSource } from '../../market-data/market-source.ts';
import type { OrderSource } from '../../market-data/order-columns.ts';
import { explainFileError, unreadableFile } from '../unreadable-file.ts';
import { columnsOf, encodeBlock, headerOf, type StoredColumn, type StoredColumns } from './column-layout.ts';
import { assertLittleEndian, contentBytesMax, encodeFrame, encodePrelude, encodeTrailer } from './file-frame.ts';

/** How a column file is written. */
export interface WriteColumnsOptions extends MarketRange {
  /** Whether a file of that name is replaced. Default: refused. */
  readonly overwrite?: boolean;
  /** Called after every chunk. */
  readonly onProgress?: (progress: ColumnFileSummary) => void;
}

/** What was written so far, or in all. */
export interface ColumnFileSummary {
  /** The file. */
  readonly file: string;
  /** Rows. */
  readonly rows: number;
  /** Bytes. */
  readonly bytes: number;
  /** Time of the first row, in milliseconds since the epoch; `undefined` while there is none. */
  readonly firstMs: number | undefined;
  /** Time of the last row. */
  readonly lastMs: number | undefined;
}

/**
 * Writes a source as a column file. It is written under another name (`.part` at its end), synced, and renamed when it is whole: a file
 * of the given name is never half a file. The same rows give the same bytes.
 *
 * @throws `market-data/unreadable` where the file exists, its folder does not, or the disk refuses; what the source throws; the
 * signal's reason. Nothing is left behind then.
 */
export async function writeColumnFile(
  file: string,
  source: MarketSource | OrderSource,
  options: WriteColumnsOptions = {},
): Promise<ColumnFileSummary> {
  assertLittleEndian(file);
  const part = `${file}.part`;
  let handle: FileHandle | undefined;
  try {
    if (options.overwrite !== true) await refuseExisting(file);
    handle = await open(part, 'w');
    const writer = new ColumnWriter(file, handle, source.symbol);
    for await (const columns of source.chunks(options)) {
      options.signal?.throwIfAborted();
      await writer.write(columns);
      options.onProgress?.(writer.summary);
    }
    await writer.finish();
    await handle.sync();
    await handle.close();
    await rename(part, file);
    return writer.summary;
  } catch (error) {
    await handle?.close().catch(() => undefined);
    if (handle !== undefined) await rm(part, { force: true });
    throw explainFileError(file, error, 'write');
  }
}

/** The name must be free; that it was at this moment is enough, as only whole files get it. */
async function refuseExisting(file: string): Promise<void> {
  const found = await open(file, 'r').catch(() => undefined);
  if (found === undefined) return;
  await found.close();
  throw unreadableFile(file, 'it exists already; choose another name, or replace it with overwrite (--overwrite)');
}

class ColumnWriter {
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #symbol: string;
  readonly #index: number[] = [];
  #layout: readonly StoredColumn[] | undefined;
  #bytes = 0;
  #rows = 0;
  #firstMs: number | undefined;
  #lastMs: number | undefined;

  constructor(file: string, handle: FileHandle, symbol: string) {
    this.#file = file;
    this.#handle = handle;
    this.#symbol = symbol;
  }

  get summary(): ColumnFileSummary {
    return { file: this.#file, rows: this.#rows, bytes: this.#bytes, firstMs: this.#firstMs, lastMs: this.#lastMs };
  }

  async write(columns: StoredColumns): Promise<void> {
    if (columns.length === 0) return;
    this.#check(columns);
    if (this.#layout === undefined) {
      this.#layout = columnsOf(columns);
      await this.#append(encodePrelude(headerOf(this.#symbol, columns)));
    }
    const content = encodeBlock(columns, this.#layout);
    if (content.length > contentBytesMax) {
      throw unreadableFile(
        this.#file,
        `a chunk of ${columns.length} rows is too large; give the source shorter chunks`,
      );
    }
    const times = columns.kind === 'bar' ? columns.openTimeMs : columns.timeMs;
    const [first, last] = [times[0] as number, times[columns.length - 1] as number];
    this.#index.push(this.#bytes, this.#rows, first, last);
    await this.#append(encodeFrame({ part: 'block', count: columns.length, first, last }, content));
    await this.#append(content);
    this.#rows += columns.length;
    this.#firstMs ??= first;
    this.#lastMs = last;
  }

  async finish(): Promise<void> {
    if (this.#layout === undefined)
      throw unreadableFile(this.#file, 'there are no rows to write; look at the source and the range');
    const offset = this.#bytes;
    const index = Buffer.from(Float64Array.from(this.#index).buffer);
    const count = this.#index.length / 4;
    await this.#append(encodeFrame({ part: 'end', count, first: this.#rows, last: offset }, index));
    await this.#append(index);
    await this.#append(encodeTrailer(offset));
  }

  /** Sources of others may be wrong: what is in a file has been checked. */
  #check(columns: StoredColumns): void {
    if (columns.kind === 'order') return;
    const bad = findBadRow(columns, this.#lastMs);
    if (bad !== undefined) throw invalidRow({ source: this.#file, row: this.#rows + bad.index }, bad);
    const broken = columns.kind === 'trade' ? columns.tradeId?.findIndex(id => id.includes('\n')) : undefined;
    if (broken === undefined || broken < 0) return;
    const reason = 'holds a line feed; give ids without';
    throw invalidRow({ source: this.#file, row: this.#rows + broken }, { column: 'tradeId', value: '', reason });
  }

  async #append(bytes: Uint8Array): Promise<void> {
    for (let written = 0; written < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(bytes, written, bytes.length - written, this.#bytes + written);
      written += bytesWritten;
    }
    this.#bytes += bytes.length;
  }
}
