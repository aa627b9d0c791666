import type { Instrument, InstrumentId } from '../instrument/instrument.ts';

/**
 * The best bid, best ask and last price of one instrument at one moment.
 *
 * Prices are measurements (the double nearest to the brokerage's decimal), for signals, never for money. A side is
 * `undefined` while nobody quotes it: nothing is filled in.
 */
export interface Tick {
  /** Discriminant. */
  readonly type: 'tick';
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
  /** The brokerage's market name, as strategies use it. */
  readonly symbol: string;
  /** Highest price somebody buys at. */
  readonly bid: number | undefined;
  /** Lowest price somebody sells at. */
  readonly ask: number | undefined;
  /** Price of the last trade. */
  readonly last: number | undefined;
  /** When the brokerage says it was so, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** A trade between other people. Under back-pressure several trades of one instrument merge into one; `count` tells. */
export interface Trade {
  /** Discriminant. */
  readonly type: 'trade';
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
  /** The brokerage's market name. */
  readonly symbol: string;
  /** Price of the (last) trade. */
  readonly price: number;
  /** Base quantity; the sum of all merged trades. */
  readonly quantity: number;
  /** The side that took liquidity; `undefined` when not told or when merged trades differ. */
  readonly takerSide: 'buy' | 'sell' | undefined;
  /** The brokerage's id of the (last) trade, unique per instrument. */
  readonly tradeId: string;
  /** How many trades this stands for; 1 unless conflated. */
  readonly count: number;
  /** Price of the first of them. */
  readonly firstPrice: number;
  /** Highest price among them. */
  readonly highPrice: number;
  /** Lowest price among them. */
  readonly lowPrice: number;
  /** When the (last) trade happened, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** Open, high, low, close and volume of one interval. */
export interface Bar {
  /** Discriminant. */
  readonly type: 'bar';
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
  /** The brokerage's market name. */
  readonly symbol: string;
  /** Length of the interval in milliseconds. */
  readonly intervalMs: number;
  /** When the interval starts, in milliseconds since the epoch; it ends before `openTimeMs + intervalMs`. */
  readonly openTimeMs: number;
  /** First price; the previous close when nothing traded. */
  readonly open: number;
  /** Highest price. */
  readonly high: number;
  /** Lowest price. */
  readonly low: number;
  /** Last price. */
  readonly close: number;
  /** Base quantity traded; 0 when nothing traded. */
  readonly volume: number;
  /** When the bar was complete, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** All orders of one price in an order book, added up. */
export interface BookLevel {
  /** The price. */
  readonly price: number;
  /** Base quantity on offer at that price. */
  readonly quantity: number;
}

/** The top of an order book, aggregated by price. A later book of the same instrument replaces it whole. */
export interface Book {
  /** Discriminant. */
  readonly type: 'book';
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
  /** The brokerage's market name. */
  readonly symbol: string;
  /** Buyers, best (highest) price first. */
  readonly bids: readonly BookLevel[];
  /** Sellers, best (lowest) price first. */
  readonly asks: readonly BookLevel[];
  /** The brokerage's sequence of this state, when it counts them; decimal text. */
  readonly sequence: string | undefined;
  /** When the brokerage says it was so, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** Which flow of information a {@link Link} or {@link Gap} speaks of. `private` carries our orders, fills and balances. */
export type StreamName = 'market' | 'private';

/** A stream came up, went down, or went silent. */
export interface Link {
  /** Discriminant. */
  readonly type: 'link';
  /** Which stream. */
  readonly stream: StreamName;
  /** Which instrument, where a stream serves only one. */
  readonly instrumentId: InstrumentId | undefined;
  /** `stale`: connected, and nothing heard for longer than the brokerage promises. */
  readonly state: 'up' | 'down' | 'stale';
  /** Why, for a person. */
  readonly reason: string;
  /** When we noticed, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** Something may have been missed on a stream; it arrives before any newer event of that stream. */
export interface Gap {
  /** Discriminant. */
  readonly type: 'gap';
  /** Which stream. */
  readonly stream: StreamName;
  /** Which instrument, where a stream serves only one. */
  readonly instrumentId: InstrumentId | undefined;
  /** From when, in milliseconds since the epoch; the last moment known to be complete. */
  readonly fromMs: number;
  /** Until when, in milliseconds since the epoch. */
  readonly toMs: number;
  /** Why, for a person: reconnect, sequence break with both numbers, dropped frames. */
  readonly reason: string;
}

/** An instrument's rules or status changed. */
export interface InstrumentChanged {
  /** Discriminant. */
  readonly type: 'instrument';
  /** The instrument as it is now. */
  readonly instrument: Instrument;
  /** When we learned it, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** Everything that travels in the market-data queue. */
export type MarketEvent = Tick | Trade | Bar | Book | Link | Gap | InstrumentChanged;
