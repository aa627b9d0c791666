import { findBadRow } from './check-rows.ts';
import type { MarketColumns } from './market-columns.ts';
import { invalidOption, invalidRow } from './market-data-error.ts';
import type { MarketRange, MarketSource } from './market-source.ts';
import { cutToRange, sliceColumns } from './slice-columns.ts';

/** Rows of a chunk at most: long enough to cost nothing, short enough to stop and to show progress in between. */
const chunkRowsMax = 65_536;

/** A source in memory: always synchronous. */
export interface MemorySource<C extends MarketColumns = MarketColumns> extends MarketSource<C> {
  /** Rows in all. */
  readonly rows: number;
  /** The data in order of time, as views of the source's arrays. */
  chunks(range: MarketRange): Iterable<C>;
}

/** A source over columns, checked now and once. The arrays are not copied: they must not change any more. */
export function createMemorySource<C extends MarketColumns>(symbol: string, name: string, columns: C): MemorySource<C> {
  if (symbol === '') throw invalidOption('symbol', '""', "give the exchange's market name, such as XBTZAR");
  const bad = findBadRow(columns, undefined);
  if (bad !== undefined) throw invalidRow({ source: name, row: bad.index }, bad);
  return {
    name,
    symbol,
    kind: columns.kind,
    intervalMs: columns.kind === 'bar' ? columns.intervalMs : undefined,
    rows: columns.length,
    chunks: range => walk(columns, range),
  };
}

function* walk<C extends MarketColumns>(columns: C, range: MarketRange): Generator<C, void> {
  const wanted = cutToRange(columns, range);
  for (let from = 0; from < wanted.length; from += chunkRowsMax) {
    range.signal?.throwIfAborted();
    yield sliceColumns(wanted, from, Math.min(from + chunkRowsMax, wanted.length));
  }
}

/** Whether market data was given as rows, and not as columns. */
export function isRows<R>(given: readonly R[] | object): given is readonly R[] {
  return Array.isArray(given);
}

/** A column as doubles; the same array when it is one. Throws when it is not as long as the others. */
export function toColumn(name: string, column: string, values: ArrayLike<number>, length: number): Float64Array {
  if (values.length !== length) {
    const reason = `is the number of values, and the first column has ${length}; give columns of one length`;
    throw invalidRow({ source: name }, { column, value: String(values.length), reason });
  }
  return values instanceof Float64Array ? values : Float64Array.from(values);
}
