import type { BookColumns, MarketColumns, MarketGap } from '../../market-data/market-columns.ts';
import type { OrderColumns } from '../../market-data/order-columns.ts';

/** Everything that a column file may hold. */
export type StoredColumns = MarketColumns | OrderColumns;

/** One column of a file: doubles, small integers, or texts. */
export interface StoredColumn {
  /** Its name, as in the columns in memory. */
  readonly name: string;
  /** How each value is stored, little-endian; `text`: UTF-8, a line feed after each, the length in bytes before them all. */
  readonly type: 'f64' | 'u32' | 'u8' | 'i8' | 'text';
  /** Values per row. */
  readonly width: number;
}

/** What the beginning of a file says. */
export interface ColumnFileHeader {
  /** What the rows are. */
  readonly kind: StoredColumns['kind'];
  /** The exchange's market name. */
  readonly symbol: string;
  /** Length of the bars, in milliseconds. */
  readonly intervalMs?: number | undefined;
  /** Levels per side of books. */
  readonly depth?: number | undefined;
  /** Decimals of one unit of price, of order-by-order rows. */
  readonly priceDecimals?: number | undefined;
  /** Decimals of one unit of quantity, of order-by-order rows. */
  readonly quantityDecimals?: number | undefined;
  /** The columns in their order. */
  readonly columns: readonly StoredColumn[];
}

const doubles = (...names: readonly string[]): StoredColumn[] => names.map(name => ({ name, type: 'f64', width: 1 }));

/** The columns of these rows, in the order in which they are stored: those of most bytes first, so that all are aligned. */
export function columnsOf(columns: StoredColumns): readonly StoredColumn[] {
  switch (columns.kind) {
    case 'bar':
      return doubles('openTimeMs', 'open', 'high', 'low', 'close', 'volume');
    case 'trade': {
      const side: StoredColumn = { name: 'takerSide', type: 'i8', width: 1 };
      const id: StoredColumn = { name: 'tradeId', type: 'text', width: 1 };
      return [...doubles('timeMs', 'price', 'quantity'), side, ...(columns.tradeId === undefined ? [] : [id])];
    }
    case 'tick':
      return doubles('timeMs', 'bid', 'ask', 'last');
    case 'book':
      return [...doubles('timeMs'), ...bookColumns(columns)];
    case 'order': {
      const slot: StoredColumn = { name: 'slot', type: 'u32', width: 1 };
      return [...doubles('timeMs', 'price', 'quantity'), slot, { name: 'action', type: 'u8', width: 1 }];
    }
    default:
      return columns satisfies never;
  }
}

function bookColumns({ depth }: BookColumns): StoredColumn[] {
  const names = ['bidPrice', 'bidQuantity', 'askPrice', 'askQuantity'];
  return names.map(name => ({ name, type: 'f64', width: depth }));
}

/** The header for a file of rows like these. */
export function headerOf(symbol: string, columns: StoredColumns): ColumnFileHeader {
  return {
    kind: columns.kind,
    symbol,
    intervalMs: columns.kind === 'bar' ? columns.intervalMs : undefined,
    depth: columns.kind === 'book' ? columns.depth : undefined,
    priceDecimals: columns.kind === 'order' ? columns.priceDecimals : undefined,
    quantityDecimals: columns.kind === 'order' ? columns.quantityDecimals : undefined,
    columns: columnsOf(columns),
  };
}

/** Bytes of one value; texts have none of their own. */
const valueBytes = { f64: 8, u32: 4, u8: 1, i8: 1, text: 0 } as const;

/** Rows as bytes: gaps first (their length in bytes as u32, then JSON), then the columns, each filled up to a multiple of 8 bytes. */
export function encodeBlock(columns: StoredColumns, layout: readonly StoredColumn[]): Buffer {
  const parts: Buffer[] = [encodeText(columns.gaps === undefined ? '' : JSON.stringify(columns.gaps))];
  const values = columns as unknown as Readonly<Record<string, unknown>>;
  for (const { name, type, width } of layout) {
    const column = values[name];
    if (type === 'text') parts.push(encodeText((column as readonly string[]).slice(0, columns.length).join('\n')));
    else {
      const { buffer, byteOffset } = column as Float64Array;
      const bytes = Buffer.from(buffer, byteOffset, columns.length * width * valueBytes[type]);
      parts.push(bytes, padding(bytes.length));
    }
  }
  return Buffer.concat(parts);
}

function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(8);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes, padding(bytes.length)]);
}

function padding(length: number): Buffer {
  return Buffer.alloc((8 - (length % 8)) % 8);
}

/** Bytes as rows: the columns are views of the bytes, which have to begin at a multiple of 8. */
export function decodeBlock(
  header: ColumnFileHeader,
  bytes: Uint8Array<ArrayBuffer>,
  length: number,
  firstRow: number,
): StoredColumns | undefined {
  const reader = new BlockReader(bytes);
  const gapText = reader.text();
  if (gapText === undefined) return undefined;
  const columns: Record<string, unknown> = {};
  for (const { name, type, width } of header.columns) {
    const values = type === 'text' ? reader.texts(length) : reader.numbers(type, length * width);
    if (values === undefined) return undefined;
    columns[name] = values;
  }
  const gaps = gapText === '' ? {} : { gaps: JSON.parse(gapText) as readonly MarketGap[] };
  const { kind, intervalMs, depth, priceDecimals, quantityDecimals } = header;
  const facts = kind === 'order' ? { priceDecimals, quantityDecimals } : { intervalMs, depth };
  const row = kind === 'trade' ? { firstRow } : {};
  // The header was checked: these are the columns of its kind.
  return { kind, length, ...gaps, ...facts, ...row, ...columns } as unknown as StoredColumns;
}

/** Reads the parts of a block; answers `undefined` where there is not enough. */
class BlockReader {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #at = 0;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
  }

  text(): string | undefined {
    if (this.#at + 8 > this.#bytes.length) return undefined;
    const length = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#at).getUint32(0, true);
    const start = this.#at + 8;
    if (start + length > this.#bytes.length) return undefined;
    this.#at = start + Math.ceil(length / 8) * 8;
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + start, length).toString();
  }

  texts(length: number): readonly string[] | undefined {
    const text = this.text();
    if (length === 0) return [];
    const texts = text?.split('\n');
    return texts?.length === length ? texts : undefined;
  }

  numbers(
    type: Exclude<StoredColumn['type'], 'text'>,
    length: number,
  ): Float64Array | Uint32Array | Uint8Array | Int8Array | undefined {
    const start = this.#bytes.byteOffset + this.#at;
    const size = length * valueBytes[type];
    if (this.#at + size > this.#bytes.length) return undefined;
    this.#at += Math.ceil(size / 8) * 8;
    const { buffer } = this.#bytes;
    switch (type) {
      case 'f64':
        return new Float64Array(buffer, start, length);
      case 'u32':
        return new Uint32Array(buffer, start, length);
      case 'u8':
        return new Uint8Array(buffer, start, length);
      case 'i8':
        return new Int8Array(buffer, start, length);
      default:
        return type satisfies never;
    }
  }
}
