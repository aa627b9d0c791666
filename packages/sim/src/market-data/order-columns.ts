import type { MarketGap } from './market-columns.ts';
import type { MarketRange } from './market-source.ts';

/**
 * What a row of {@link OrderColumns} does to the book. The bit {@link orderMessageEnd} is set on the last row of each message: only
 * then is the book what the exchange showed.
 */
export const orderActions = {
  /** Everything goes: a snapshot begins. */
  clear: 0,
  /** An order to buy comes to rest. */
  addBid: 1,
  /** An order to sell comes to rest. */
  addAsk: 2,
  /** A trade takes some or all of a resting order; with nothing left of it, it is gone. */
  trade: 3,
  /** An order is taken out. */
  remove: 4,
  /** Nothing: a message without content. */
  none: 5,
  /** From here to the next `clear` nobody knows the book. */
  lost: 6,
} as const;

/** Bit of an action that says: the message ends with this row. */
export const orderMessageEnd = 0x80;

/** Order-by-order changes of one book as columns. Prices and quantities are whole numbers of 10^-decimals, exact up to 2^53. */
export interface OrderColumns {
  /** Discriminant. */
  readonly kind: 'order';
  /** Rows. */
  readonly length: number;
  /** Where messages were missed, oldest first; each belongs to the chunk of the first row at or after its end. Absent: nowhere. */
  readonly gaps?: readonly MarketGap[];
  /** Decimals of one unit of price. */
  readonly priceDecimals: number;
  /** Decimals of one unit of quantity. */
  readonly quantityDecimals: number;
  /** When each message came, in milliseconds since the epoch; never falling. */
  readonly timeMs: Float64Array;
  /** What it does, of {@link orderActions}, with {@link orderMessageEnd}. */
  readonly action: Uint8Array;
  /** Which order: a small number that is used again when the order is gone. */
  readonly slot: Uint32Array;
  /** Price of an order that comes or trades; 0 for the others. */
  readonly price: Float64Array;
  /** Base quantity that comes or trades; 0 for the others. */
  readonly quantity: Float64Array;
}

/** Order-by-order changes of one instrument's book: from a stream that was recorded, or from such a recording converted to columns. */
export interface OrderSource {
  /** What messages call it: a file's name. */
  readonly name: string;
  /** The exchange's market name. */
  readonly symbol: string;
  /** Discriminant. */
  readonly kind: 'order';
  /** Rows in all, where known without reading. */
  readonly rows: number | undefined;
  /**
   * The rows in order of time, in chunks of bounded size. A later start does not help: a book has to be read from its snapshot on, so
   * that only the end of the range counts.
   *
   * @throws `TradingError` naming file and line for what cannot be read.
   */
  chunks(range: MarketRange): Iterable<OrderColumns> | AsyncIterable<OrderColumns>;
}
