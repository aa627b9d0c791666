import type { TickColumns } from '../market-data/market-columns.ts';
import type { MarketSource } from '../market-data/market-source.ts';
import type { ColumnChoice, ColumnPlan, FieldNeed } from './text/find-columns.ts';
import { toList } from './text/list-files.ts';
import { readNumber } from './text/read-number.ts';
import { readTime, type TimeFormat } from './text/read-time.ts';
import type { RawRow } from './text/row-batch.ts';
import { type RowFileOptions, type RowReading, readRows } from './text/row-file.ts';

/** Which column of a file of ticks holds what. */
export interface TickFileColumns {
  /** When it was so. */
  readonly time?: ColumnChoice;
  /** Highest price somebody buys at; an empty cell: nobody does. */
  readonly bid?: ColumnChoice;
  /** Lowest price somebody sells at; an empty cell: nobody does. */
  readonly ask?: ColumnChoice;
  /** Price of the last trade; an empty cell: not known. */
  readonly last?: ColumnChoice | false;
}

/** A file of ticks. */
export interface TickFileOptions extends RowFileOptions {
  /** Which column holds what. Default: by the usual names; without names time, bid, ask, last in this order. */
  readonly columns?: TickFileColumns;
}

const needs: readonly FieldNeed[] = [
  {
    field: 'time',
    names: ['timems', 'timestamp', 'timestampms', 'time', 'datetime', 'date', 't', 'ts'],
    required: true,
  },
  { field: 'bid', names: ['bid', 'bidprice', 'bestbid', 'b'], required: true },
  { field: 'ask', names: ['ask', 'askprice', 'bestask', 'a'], required: true },
  { field: 'last', names: ['last', 'lasttrade', 'lastprice', 'price'], required: false },
];

const layouts = { 3: ['time', 'bid', 'ask'], 4: ['time', 'bid', 'ask', 'last'] };

/**
 * Ticks from a file of text, read anew for every run, in bounded memory.
 *
 * @throws while it is read: `market-data/invalid` with file, line, column and value; `market-data/unreadable` for files that are
 * missing, not permitted, empty, cut off or damaged.
 */
export function tickFile(options: TickFileOptions): MarketSource<TickColumns> {
  const { symbol, file } = options;
  const reading: RowReading<TickColumns> = {
    kind: 'tick',
    intervalMs: undefined,
    needs,
    layouts,
    choices: { ...options.columns },
    fill: fillTicks,
  };
  const name = toList(file).join(', ');
  return {
    name,
    symbol,
    kind: 'tick',
    intervalMs: undefined,
    rows: undefined,
    chunks: range => readRows(options, range, reading),
  };
}

function fillTicks(
  rows: readonly RawRow[],
  places: ColumnPlan['columns'],
  time: Exclude<TimeFormat, 'auto'>,
): TickColumns {
  const { length } = rows;
  const column = (field: string, read: (cell: unknown) => number): Float64Array => {
    const key = places.get(field)?.key;
    const values = new Float64Array(length).fill(Number.NaN);
    if (key === undefined) return values;
    for (let index = 0; index < length; index += 1) values[index] = read((rows[index] as RawRow)[key]);
    return values;
  };
  const timeMs = column('time', cell => readTime(cell, time));
  return {
    kind: 'tick',
    length,
    timeMs,
    bid: column('bid', readQuote),
    ask: column('ask', readQuote),
    last: column('last', readQuote),
  };
}

/** Nothing is a side that nobody quotes; what cannot be read is no price. */
function readQuote(cell: unknown): number {
  if (cell === undefined || cell === null || (typeof cell === 'string' && cell.trim() === '')) return Number.NaN;
  const value = readNumber(cell);
  return Number.isNaN(value) ? -1 : value;
}
