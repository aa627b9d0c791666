import type { MarketColumns } from './market-columns.ts';

/** Which part of a source to read. */
export interface MarketRange {
  /** From when, in milliseconds since the epoch, inclusive; bars count by their open time. Default: the beginning. */
  readonly fromMs?: number;
  /** Until when, exclusive. Default: the end. */
  readonly toMs?: number;
  /** Ends the reading early. */
  readonly signal?: AbortSignal;
}

/** Where one instrument's market data of one kind comes from: memory, a file, a generator. Read anew for every run. */
export interface MarketSource<C extends MarketColumns = MarketColumns> {
  /** What messages call it: a file's name, or what it is made from. */
  readonly name: string;
  /** The exchange's market name. */
  readonly symbol: string;
  /** What it gives. */
  readonly kind: C['kind'];
  /** Length of the bars, in milliseconds; `undefined` for other kinds. */
  readonly intervalMs: number | undefined;
  /** Rows in all, where known without reading: for progress. */
  readonly rows: number | undefined;
  /**
   * The data in order of time, in chunks of bounded size. Sources in memory are synchronous, files asynchronous.
   *
   * @throws `TradingError` naming file and line for rows that are malformed, out of order or doubled.
   */
  chunks(range: MarketRange): Iterable<C> | AsyncIterable<C>;
}
