import type { BarColumns } from '../market-data/market-columns.ts';
import { assertInterval } from '../market-data/market-data-error.ts';
import type { MarketSource } from '../market-data/market-source.ts';
import { BarGrid } from './bar-grid.ts';
import type { ColumnChoice, ColumnPlan, FieldNeed } from './text/find-columns.ts';
import { toList } from './text/list-files.ts';
import { readNumber } from './text/read-number.ts';
import { readTime, type TimeFormat } from './text/read-time.ts';
import type { RawRow } from './text/row-batch.ts';
import { type RowFileOptions, type RowReading, readRows } from './text/row-file.ts';

/** Which column of a file of bars holds what. */
export interface BarFileColumns {
  /** Time of the bar. */
  readonly time?: ColumnChoice;
  /** First price. */
  readonly open?: ColumnChoice;
  /** Highest price. */
  readonly high?: ColumnChoice;
  /** Lowest price. */
  readonly low?: ColumnChoice;
  /** Last price. */
  readonly close?: ColumnChoice;
  /** Base quantity; `false` where the file has none: every volume is 0 then, and fill models that count it fill nothing. */
  readonly volume?: ColumnChoice | false;
}

/** A file of bars. */
export interface BarFileOptions extends RowFileOptions {
  /** Length of the bars, in milliseconds. */
  readonly intervalMs: number;
  /** Which column holds what. Default: by the usual names; without names time, open, high, low, close, volume in this order. */
  readonly columns?: BarFileColumns;
  /** Whether a bar's time is when it opens (default) or when it closes, also one millisecond before that. */
  readonly stamps?: 'open' | 'close';
}

const generalTimeNames = ['timestamp', 'timestampms', 'time', 'timems', 'datetime', 'date', 't', 'ts', 'unix'];
const timeNames = {
  open: ['opentimems', 'opentime', ...generalTimeNames],
  close: ['closetimems', 'closetime', ...generalTimeNames],
};

const priceNeeds: readonly FieldNeed[] = [
  { field: 'open', names: ['open', 'o'], required: true },
  { field: 'high', names: ['high', 'h'], required: true },
  { field: 'low', names: ['low', 'l'], required: true },
  { field: 'close', names: ['close', 'c'], required: true },
  { field: 'volume', names: ['volume', 'vol', 'v', 'basevolume'], required: true },
];

const order = ['time', ...priceNeeds.map(({ field }) => field)];

/**
 * Bars from a file of text, read anew for every run, in bounded memory.
 *
 * @throws while it is read: `market-data/invalid` with file, line, column and value; `market-data/unreadable` for files that are
 * missing, not permitted, empty, cut off or damaged. At once: `system/invalid-options` for an interval that is none.
 */
export function barFile(options: BarFileOptions): MarketSource<BarColumns> {
  const { intervalMs, symbol, file, stamps } = options;
  assertInterval('intervalMs', intervalMs);
  const needs = [{ field: 'time', names: timeNames[stamps ?? 'open'], required: true }, ...priceNeeds];
  const choices = { ...options.columns };
  const fill = (rows: readonly RawRow[], places: ColumnPlan['columns'], time: Exclude<TimeFormat, 'auto'>) =>
    fillBars(rows, places, time, intervalMs, stamps === 'close');
  // Rows of more cells begin with the usual six: Binance's have twelve.
  const layouts = Object.fromEntries([6, 7, 8, 9, 10, 11, 12].map(width => [width, order]));
  const chunks: MarketSource<BarColumns>['chunks'] = range => {
    const grid = new BarGrid(intervalMs);
    const check = (columns: BarColumns) => grid.check(columns);
    const reading: RowReading<BarColumns> = { kind: 'bar', intervalMs, needs, layouts, choices, fill, check };
    return readRows(options, range, reading);
  };
  return { name: toList(file).join(', '), symbol, kind: 'bar', intervalMs, rows: undefined, chunks };
}

function fillBars(
  rows: readonly RawRow[],
  places: ColumnPlan['columns'],
  time: Exclude<TimeFormat, 'auto'>,
  intervalMs: number,
  atClose: boolean,
): BarColumns {
  const { length } = rows;
  const column = (field: string): Float64Array => {
    const values = new Float64Array(length);
    const key = places.get(field)?.key;
    if (key === undefined) return values;
    for (let index = 0; index < length; index += 1) values[index] = readNumber((rows[index] as RawRow)[key]);
    return values;
  };
  const openTimeMs = new Float64Array(length);
  // A file without a time column was refused before.
  const timeKey = places.get('time')?.key ?? 0;
  for (let index = 0; index < length; index += 1) {
    const timeMs = readTime((rows[index] as RawRow)[timeKey], time);
    openTimeMs[index] = atClose ? openTime(timeMs, intervalMs) : timeMs;
  }
  return {
    kind: 'bar',
    length,
    intervalMs,
    openTimeMs,
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  };
}

/** Some exchanges name the last millisecond of a bar as its close. */
function openTime(closeTimeMs: number, intervalMs: number): number {
  return ((closeTimeMs + 1) % intervalMs === 0 ? closeTimeMs + 1 : closeTimeMs) - intervalMs;
}
