import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { MarketColumns } from '../../market-data/market-columns.ts';
import type { MarketRange, MarketSource } from '../../market-data/market-source.ts';
import type { OrderColumns, OrderSource } from '../../market-data/order-columns.ts';
import { cutToRange } from '../../market-data/slice-columns.ts';
import { explainFileError, unreadableFile } from '../unreadable-file.ts';
import { type ColumnFileHeader, columnsOf, decodeBlock, type StoredColumns } from './column-layout.ts';
import {
  assertLittleEndian,
  decodeFrame,
  decodePrelude,
  type Frame,
  frameBytes,
  preludeBytes,
  signature,
  trailerBytes,
} from './file-frame.ts';

/** Headers are a few hundred bytes. */
const headerBytesMax = 1024 * 1024;

/** A block as the index lists it. */
interface BlockPlace {
  readonly number: number;
  readonly offset: number;
  readonly firstRow: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/**
 * Market data from a column file, as `writeColumnFile` and `trader convert` make it. A range is found by the file's index; blocks are
 * read one at a time into memory that is used again, each checked by its checksum.
 *
 * @throws `market-data/unreadable`, now or while it is read: missing, not permitted, cut off, damaged (naming block and byte), of
 * another version, or an order-by-order recording, which {@link openOrderFile} reads.
 */
export async function openColumnFile(file: string): Promise<MarketSource> {
  const opened = await openFile(file);
  const { kind, symbol, intervalMs } = opened.header;
  if (kind === 'order') {
    throw unreadableFile(
      file,
      'it is an order-by-order recording; open it with openOrderFile, and make trades, ticks or books of it',
    );
  }
  return {
    name: file,
    symbol,
    kind,
    intervalMs,
    rows: opened.rows,
    chunks: range => readChunks(opened, range),
  };
}

/**
 * An order-by-order recording from a column file.
 *
 * @throws `market-data/unreadable`, now or while it is read, as {@link openColumnFile} does.
 */
export async function openOrderFile(file: string): Promise<OrderSource> {
  const opened = await openFile(file);
  const { kind, symbol } = opened.header;
  if (kind !== 'order') throw unreadableFile(file, `it holds rows of kind ${kind}; open it with openColumnFile`);
  return { name: file, symbol, kind, rows: opened.rows, chunks: range => readOrders(opened, range) };
}

/** Whether a file begins as column files do. @throws `market-data/unreadable` when it cannot be read. */
export async function isColumnFile(file: string): Promise<boolean> {
  return await withFile(file, async handle => (await readAt(handle, 0, signature.length)).equals(signature));
}

interface OpenedFile {
  readonly file: string;
  readonly header: ColumnFileHeader;
  readonly rows: number;
  readonly blocks: readonly BlockPlace[];
}

async function openFile(file: string): Promise<OpenedFile> {
  assertLittleEndian(file);
  return await withFile(file, async handle => {
    const prelude = await readAt(handle, 0, preludeBytes);
    const { headerBytes, checksum } = decodePrelude(file, prelude);
    const text = headerBytes <= headerBytesMax ? await readAt(handle, preludeBytes, headerBytes) : Buffer.alloc(0);
    if (text.length !== headerBytes || crc32(text) !== checksum) throw damaged(file, 'its header', preludeBytes);
    const header = JSON.parse(text.toString()) as ColumnFileHeader;
    const end = await readEnd(file, handle);
    return { file, header: checkHeader(file, header), ...end };
  });
}

/** A file of a later release of the same version may know more columns: what this one cannot place it does not read. */
function checkHeader(file: string, header: ColumnFileHeader): ColumnFileHeader {
  const { kind, depth = 1 } = header;
  const tradeId = header.columns.some(({ name }) => name === 'tradeId') ? [] : undefined;
  const expected = columnsOf({ kind, depth, tradeId } as unknown as StoredColumns) as readonly object[] | undefined;
  if (expected !== undefined && JSON.stringify(expected) === JSON.stringify(header.columns)) return header;
  throw unreadableFile(file, `it holds ${kind} columns that this release does not know; convert the text again`);
}

async function readEnd(file: string, handle: FileHandle): Promise<Pick<OpenedFile, 'rows' | 'blocks'>> {
  const { size } = await handle.stat();
  const trailer = await readAt(handle, Math.max(0, size - trailerBytes), trailerBytes);
  if (trailer.length < trailerBytes || !trailer.subarray(8).equals(signature)) {
    throw unreadableFile(file, 'its end is missing: it was cut off; convert the text again');
  }
  const offset = trailer.readDoubleLE(0);
  const isInside = Number.isSafeInteger(offset) && offset > 0 && offset < size;
  const frame = isInside ? decodeFrame(await readAt(handle, offset, frameBytes)) : undefined;
  if (frame?.part !== 'end' || frame.last !== offset || frame.contentBytes !== frame.count * 32)
    throw damaged(file, 'its index', offset);
  const index = await readAt(handle, offset + frameBytes, frame.contentBytes);
  if (index.length !== frame.contentBytes || crc32(index) !== frame.checksum) throw damaged(file, 'its index', offset);
  const blocks = Array.from({ length: frame.count }, (_, block): BlockPlace => {
    const at = (field: number): number => index.readDoubleLE(block * 32 + field * 8);
    return { number: block + 1, offset: at(0), firstRow: at(1), firstMs: at(2), lastMs: at(3) };
  });
  return { rows: frame.first, blocks };
}

async function* readChunks(opened: OpenedFile, range: MarketRange): AsyncGenerator<MarketColumns, void> {
  for await (const columns of readBlocks(opened, range)) {
    // The header says that these are no orders.
    const wanted = cutToRange(columns as MarketColumns, range);
    if (wanted.length > 0) yield wanted;
  }
}

async function* readOrders(opened: OpenedFile, { toMs, signal }: MarketRange): AsyncGenerator<OrderColumns, void> {
  const until = toMs === undefined ? {} : { toMs };
  // A book has to be read from its snapshot on.
  for await (const columns of readBlocks(opened, signal === undefined ? until : { ...until, signal }))
    yield columns as OrderColumns;
}

async function* readBlocks(opened: OpenedFile, range: MarketRange): AsyncGenerator<StoredColumns, void> {
  const { file, blocks } = opened;
  const wanted = blocks.filter(
    ({ firstMs, lastMs }) =>
      (range.fromMs === undefined || lastMs >= range.fromMs) && (range.toMs === undefined || firstMs < range.toMs),
  );
  if (wanted.length === 0) return;
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw explainFileError(file, error, 'read');
  });
  const reader = new BlockLoader(opened, handle);
  try {
    for (const place of wanted) {
      range.signal?.throwIfAborted();
      yield await reader.load(place);
    }
  } catch (error) {
    throw explainFileError(file, error, 'read');
  } finally {
    await handle.close();
  }
}

/** Loads blocks into one piece of memory, which grows to the largest. */
class BlockLoader {
  readonly #opened: OpenedFile;
  readonly #handle: FileHandle;
  #memory = new ArrayBuffer(1024 * 1024);

  constructor(opened: OpenedFile, handle: FileHandle) {
    this.#opened = opened;
    this.#handle = handle;
  }

  async load({ number, offset, firstRow }: BlockPlace): Promise<StoredColumns> {
    const { file, header, blocks } = this.#opened;
    const name = `block ${number} of ${blocks.length}`;
    const frame: Frame | undefined = decodeFrame(await readAt(this.#handle, offset, frameBytes));
    if (frame?.part !== 'block') throw damaged(file, name, offset);
    if (this.#memory.byteLength < frame.contentBytes) this.#memory = new ArrayBuffer(frame.contentBytes);
    const bytes = new Uint8Array(this.#memory, 0, frame.contentBytes);
    const { bytesRead } = await this.#handle.read(bytes, 0, frame.contentBytes, offset + frameBytes);
    if (bytesRead !== frame.contentBytes || crc32(bytes) !== frame.checksum) throw damaged(file, name, offset);
    const columns = decodeBlock(header, bytes, frame.count, firstRow);
    if (columns === undefined) throw damaged(file, name, offset);
    return columns;
  }
}

async function withFile<T>(file: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    return await use(handle);
  } catch (error) {
    throw explainFileError(file, error, 'read');
  } finally {
    await handle?.close();
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function damaged(file: string, part: string, offset: number): Error {
  return unreadableFile(file, `${part} at byte ${offset} is damaged; convert the text again, or get the file again`);
}
