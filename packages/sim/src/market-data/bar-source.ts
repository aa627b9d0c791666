import { lengthText } from './length-text.ts';
import type { BarColumns } from './market-columns.ts';
import { assertInterval } from './market-data-error.ts';
import { createMemorySource, isRows, type MemorySource, toColumn } from './memory-source.ts';

/** One bar as a row. A `Bar` of core is one. */
export interface BarRow {
  /** When the interval starts, in milliseconds since the epoch. */
  readonly openTimeMs: number;
  /** First price, in quote per base. */
  readonly open: number;
  /** Highest price. */
  readonly high: number;
  /** Lowest price. */
  readonly low: number;
  /** Last price. */
  readonly close: number;
  /** Base quantity traded; 0 when nothing traded. */
  readonly volume: number;
}

/** What a source of bars is made of: rows, or columns of one length. */
export interface BarSourceOptions {
  /** The exchange's market name, such as `XBTZAR`. */
  readonly symbol: string;
  /** Length of the bars, in milliseconds. */
  readonly intervalMs: number;
  /** What messages call it. Default: symbol and interval. */
  readonly name?: string;
  /** The bars, oldest first; intervals may be missing, none may overlap. */
  readonly bars: readonly BarRow[] | { readonly [K in keyof BarRow]: ArrayLike<number> };
}

/**
 * Bars in memory. Columns that are `Float64Array`s are used as they are, without a copy.
 *
 * @throws `market-data/invalid` with row and column for times that do not rise or overlap, prices not above 0, a high or low that
 * is none, and volumes below 0; `system/invalid-options` for an interval that is none.
 */
export function barSource({ symbol, intervalMs, name, bars }: BarSourceOptions): MemorySource<BarColumns> {
  assertInterval('intervalMs', intervalMs);
  const source = name ?? `${symbol} bars of ${lengthText(intervalMs)}`;
  const columns = isRows<BarRow>(bars)
    ? columnsOf(bars.length, intervalMs, field => Float64Array.from(bars, bar => bar[field]))
    : columnsOf(bars.openTimeMs.length, intervalMs, field =>
        toColumn(source, field, bars[field], bars.openTimeMs.length),
      );
  return createMemorySource(symbol, source, columns);
}

/** The columns of bars, each made by its name. */
function columnsOf(length: number, intervalMs: number, column: (field: keyof BarRow) => Float64Array): BarColumns {
  return {
    kind: 'bar',
    length,
    intervalMs,
    openTimeMs: column('openTimeMs'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  };
}
