import type { TickColumns } from './market-columns.ts';
import { createMemorySource, isRows, type MemorySource, toColumn } from './memory-source.ts';

/** Best prices at one moment as a row. A `Tick` of core is one. */
export interface TickRow {
  /** When it was so, in milliseconds since the epoch. */
  readonly timeMs: number;
  /** Highest price somebody buys at; `undefined` where nobody does. */
  readonly bid?: number | undefined;
  /** Lowest price somebody sells at; `undefined` where nobody does. */
  readonly ask?: number | undefined;
  /** Price of the last trade, where known. */
  readonly last?: number | undefined;
}

/** Ticks as columns of one length; `NaN` stands for a side that nobody quotes. */
export interface TickColumnInput {
  /** When each was so, in milliseconds since the epoch. */
  readonly timeMs: ArrayLike<number>;
  /** Highest prices somebody buys at. */
  readonly bid: ArrayLike<number>;
  /** Lowest prices somebody sells at. */
  readonly ask: ArrayLike<number>;
  /** Prices of the last trade. Default: not known. */
  readonly last?: ArrayLike<number>;
}

/** What a source of ticks is made of: rows, or columns of one length. */
export interface TickSourceOptions {
  /** The exchange's market name, such as `XBTZAR`. */
  readonly symbol: string;
  /** What messages call it. Default: the symbol. */
  readonly name?: string;
  /** The ticks, oldest first; several may share one time. */
  readonly ticks: readonly TickRow[] | TickColumnInput;
}

/**
 * Ticks in memory. Columns that are `Float64Array`s are used as they are, without a copy.
 *
 * @throws `market-data/invalid` with row and column for times that fall, prices not above 0, and a bid above the ask.
 */
export function tickSource({ symbol, name, ticks }: TickSourceOptions): MemorySource<TickColumns> {
  const source = name ?? `${symbol} ticks`;
  return createMemorySource(symbol, source, isRows<TickRow>(ticks) ? fromRows(ticks) : fromColumns(source, ticks));
}

function fromRows(ticks: readonly TickRow[]): TickColumns {
  return {
    kind: 'tick',
    length: ticks.length,
    timeMs: Float64Array.from(ticks, tick => tick.timeMs),
    bid: Float64Array.from(ticks, tick => tick.bid ?? Number.NaN),
    ask: Float64Array.from(ticks, tick => tick.ask ?? Number.NaN),
    last: Float64Array.from(ticks, tick => tick.last ?? Number.NaN),
  };
}

function fromColumns(source: string, ticks: TickColumnInput): TickColumns {
  const { length } = ticks.timeMs;
  const last = ticks.last ?? new Float64Array(length).fill(Number.NaN);
  return {
    kind: 'tick',
    length,
    timeMs: toColumn(source, 'timeMs', ticks.timeMs, length),
    bid: toColumn(source, 'bid', ticks.bid, length),
    ask: toColumn(source, 'ask', ticks.ask, length),
    last: toColumn(source, 'last', last, length),
  };
}
