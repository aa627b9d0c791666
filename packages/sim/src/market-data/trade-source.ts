import type { TradeColumns } from './market-columns.ts';
import { invalidRow } from './market-data-error.ts';
import { createMemorySource, isRows, type MemorySource, toColumn } from './memory-source.ts';

/** One public trade as a row. A `Trade` of core is one. */
export interface TradeRow {
  /** When it happened, in milliseconds since the epoch. */
  readonly timeMs: number;
  /** Price, in quote per base. */
  readonly price: number;
  /** Base quantity. */
  readonly quantity: number;
  /** The side that took liquidity, where told. */
  readonly takerSide?: 'buy' | 'sell' | undefined;
  /** The exchange's id, where told; all rows have one or none has. */
  readonly tradeId?: string | undefined;
}

/** Trades as columns of one length. */
export interface TradeColumnInput {
  /** When each happened, in milliseconds since the epoch. */
  readonly timeMs: ArrayLike<number>;
  /** Prices. */
  readonly price: ArrayLike<number>;
  /** Base quantities. */
  readonly quantity: ArrayLike<number>;
  /** Who took liquidity: 1 the buyer, −1 the seller, 0 not told. Default: not told. */
  readonly takerSide?: ArrayLike<number>;
  /** The exchange's ids. Default: the row's number, from 0. */
  readonly tradeId?: readonly string[];
}

/** What a source of trades is made of: rows, or columns of one length. */
export interface TradeSourceOptions {
  /** The exchange's market name, such as `XBTZAR`. */
  readonly symbol: string;
  /** What messages call it. Default: the symbol. */
  readonly name?: string;
  /** The trades, oldest first; several may share one time. */
  readonly trades: readonly TradeRow[] | TradeColumnInput;
}

/**
 * Trades in memory. Columns that are `Float64Array`s are used as they are, without a copy.
 *
 * @throws `market-data/invalid` with row and column for times that fall, prices not above 0, quantities below 0 and trades of one
 * time with one id.
 */
export function tradeSource({ symbol, name, trades }: TradeSourceOptions): MemorySource<TradeColumns> {
  const source = name ?? `${symbol} trades`;
  const columns = isRows<TradeRow>(trades) ? fromRows(source, trades) : fromColumns(source, trades);
  const doubled = findDoubledTrade(columns);
  if (doubled !== undefined) throw invalidRow({ source, row: doubled }, doubledTrade(columns, doubled));
  return createMemorySource(symbol, source, columns);
}

/** Index of the first trade that has time and id of one before; trades of one id at different times cannot be found in bounded memory. */
function findDoubledTrade({ length, timeMs, tradeId }: TradeColumns): number | undefined {
  if (tradeId === undefined) return undefined;
  const seen = new Set<string | undefined>();
  for (let index = 0; index < length; index += 1) {
    if (index > 0 && timeMs[index] !== timeMs[index - 1]) seen.clear();
    if (seen.has(tradeId[index])) return index;
    seen.add(tradeId[index]);
  }
  return undefined;
}

/** What is wrong with a trade that is there twice. */
function doubledTrade({ tradeId }: TradeColumns, index: number): { column: string; value: string; reason: string } {
  return {
    column: 'tradeId',
    value: tradeId?.[index] ?? '',
    reason: 'is there twice at one time; leave one of the two out',
  };
}

function fromRows(source: string, trades: readonly TradeRow[]): TradeColumns {
  const ids = trades.flatMap(({ tradeId }) => (tradeId === undefined ? [] : [tradeId]));
  if (ids.length > 0 && ids.length < trades.length) {
    const row = trades.findIndex(({ tradeId }) => tradeId === undefined);
    throw invalidRow(
      { source, row },
      { column: 'tradeId', value: '', reason: 'is missing, and other rows have one; give all or none' },
    );
  }
  return {
    kind: 'trade',
    length: trades.length,
    timeMs: Float64Array.from(trades, trade => trade.timeMs),
    price: Float64Array.from(trades, trade => trade.price),
    quantity: Float64Array.from(trades, trade => trade.quantity),
    takerSide: Int8Array.from(trades, ({ takerSide }) => (takerSide === undefined ? 0 : takerSide === 'buy' ? 1 : -1)),
    ...(ids.length === 0 ? {} : { tradeId: ids }),
    firstRow: 0,
  };
}

function fromColumns(source: string, trades: TradeColumnInput): TradeColumns {
  const { length } = trades.timeMs;
  const { tradeId, takerSide } = trades;
  const sides = takerSide === undefined ? new Float64Array(length) : toColumn(source, 'takerSide', takerSide, length);
  const wrong = sides.findIndex(side => side !== 1 && side !== -1 && side !== 0);
  if (wrong >= 0) {
    const reason = 'is not a side: give 1 for the buyer, -1 for the seller, 0 where it is not told';
    throw invalidRow({ source, row: wrong }, { column: 'takerSide', value: String(sides[wrong]), reason });
  }
  if (tradeId !== undefined && tradeId.length !== length) {
    const reason = `is the number of ids, and there are ${length} trades; give one for each, or none`;
    throw invalidRow({ source }, { column: 'tradeId', value: String(tradeId.length), reason });
  }
  return {
    kind: 'trade',
    length,
    timeMs: toColumn(source, 'timeMs', trades.timeMs, length),
    price: toColumn(source, 'price', trades.price, length),
    quantity: toColumn(source, 'quantity', trades.quantity, length),
    takerSide: Int8Array.from(sides),
    ...(tradeId === undefined ? {} : { tradeId }),
    firstRow: 0,
  };
}
