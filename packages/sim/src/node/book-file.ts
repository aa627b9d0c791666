import type { BookColumns } from '../market-data/market-columns.ts';
import type { MarketSource } from '../market-data/market-source.ts';
import type { ColumnPlan, FieldNeed } from './text/find-columns.ts';
import { toList } from './text/list-files.ts';
import { readNumber } from './text/read-number.ts';
import { readTime, type TimeFormat } from './text/read-time.ts';
import type { RawRow } from './text/row-batch.ts';
import { type RowFileOptions, type RowReading, readRows } from './text/row-file.ts';

/** A file of books: JSON rows with `timeMs`, `bids` and `asks`, both lists of `[price, quantity]`, best first. */
export interface BookFileOptions extends Omit<RowFileOptions, 'delimiter' | 'header'> {
  /** Levels per side; more are left out, fewer are filled up with `NaN`. */
  readonly depth: number;
}

const needs: readonly FieldNeed[] = [
  { field: 'time', names: ['timems', 'timestamp', 'time', 't', 'ts'], required: true },
  { field: 'bids', names: ['bids', 'b'], required: true },
  { field: 'asks', names: ['asks', 'a'], required: true },
];

/**
 * Books from a file of JSON, such as `trader record` writes, read anew for every run, in bounded memory.
 *
 * @throws while it is read: `market-data/invalid` with file, line, column and value; `market-data/unreadable` for files that are
 * missing, not permitted, empty, cut off or damaged.
 */
export function bookFile(options: BookFileOptions): MarketSource<BookColumns> {
  const { symbol, file, depth } = options;
  const fill = (
    rows: readonly RawRow[],
    places: ColumnPlan['columns'],
    time: Exclude<TimeFormat, 'auto'>,
  ): BookColumns => fillBooks(rows, places, time, depth);
  const reading: RowReading<BookColumns> = {
    kind: 'book',
    intervalMs: undefined,
    needs,
    layouts: {},
    choices: {},
    fill,
  };
  const name = toList(file).join(', ');
  return {
    name,
    symbol,
    kind: 'book',
    intervalMs: undefined,
    rows: undefined,
    chunks: range => readRows(options, range, reading),
  };
}

function fillBooks(
  rows: readonly RawRow[],
  places: ColumnPlan['columns'],
  time: Exclude<TimeFormat, 'auto'>,
  depth: number,
): BookColumns {
  const { length } = rows;
  const levels = (): Float64Array => new Float64Array(length * depth).fill(Number.NaN);
  const columns = { bidPrice: levels(), bidQuantity: levels(), askPrice: levels(), askQuantity: levels() };
  const timeMs = new Float64Array(length);
  // A file without these columns was refused before.
  const keyOf = (field: string): string | number => places.get(field)?.key ?? 0;
  for (const [index, row] of rows.entries()) {
    timeMs[index] = readTime(row[keyOf('time')], time);
    fillSide(row[keyOf('bids')], index * depth, depth, columns.bidPrice, columns.bidQuantity);
    fillSide(row[keyOf('asks')], index * depth, depth, columns.askPrice, columns.askQuantity);
  }
  return { kind: 'book', length, depth, timeMs, ...columns };
}

/** What cannot be read becomes -1, which no price and no quantity is. */
function fillSide(side: unknown, start: number, depth: number, prices: Float64Array, quantities: Float64Array): void {
  const levels: readonly unknown[] = Array.isArray(side) ? side : [undefined];
  for (let level = 0; level < Math.min(depth, levels.length); level += 1) {
    const pair: readonly unknown[] = Array.isArray(levels[level]) ? (levels[level] as readonly unknown[]) : [];
    const [price, quantity] = [readNumber(pair[0]), readNumber(pair[1])];
    prices[start + level] = Number.isNaN(price) ? -1 : price;
    quantities[start + level] = Number.isNaN(quantity) ? -1 : quantity;
  }
}
