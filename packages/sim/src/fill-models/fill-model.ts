import type { Side } from '@trader/core';
import type { MarketDataKind } from '../market-data/market-columns.ts';

/** A resting order as fill models see it. */
export interface RestingOrder {
  /** Which way. */
  readonly side: Side;
  /** Limit price, as the nearest double. */
  readonly price: number;
  /** Base quantity that has not traded, as the nearest double. */
  readonly remaining: number;
  /** Base quantity of others that trades before it at its price; the model's own to keep. 0 for models without a queue. */
  ahead: number;
}

/** The market came to the price of a resting order: what a fill model decides on. One object serves all contacts; models must not keep it. */
export interface MarketContact {
  /**
   * What came there.
   *
   * - `path`: the way of prices within a bar
   * - `quote`: the best price of the other side, as a tick or a book tells it
   * - `trade`: a public trade
   */
  readonly source: 'path' | 'quote' | 'trade';
  /** Price that was reached, quoted or traded at. At the order's own price, or beyond it: below for buys, above for sells. */
  readonly price: number;
  /** Base quantity: of the trade, on offer at the quote, or of the whole bar; `NaN` when not told. */
  readonly quantity: number;
  /** Base quantity of the same bar or trade that own orders have taken already. */
  readonly taken: number;
  /** The side that took liquidity in a trade; `undefined` when not told. */
  readonly takerSide: Side | undefined;
}

/**
 * Decides when a resting order fills against market data, and how much of it. All of it is pure: the state is in the order.
 * Orders that come in against a standing or opening price are takers; only `available` concerns them.
 */
export interface FillModel {
  /** What reports call it, with its settings. */
  readonly name: string;
  /** Kinds of market data of which it needs at least one; absent: any will do. */
  readonly needs?: readonly MarketDataKind[];
  /** Base quantity of a resting order that a contact fills at most: 0 for none, `Infinity` for all. Rounded down to lots. */
  fillable(order: RestingOrder, contact: MarketContact): number;
  /** Base quantity ahead of an order that begins to rest where others show `shown` at its price; absent: 0. */
  queueAhead?(shown: number): number;
  /** Base quantity still ahead once a book shows `shown` at the order's price; absent: unchanged. */
  queueSeen?(ahead: number, shown: number): number;
  /** Base quantity that takers get out of a bar or trade of this volume; absent: all they want. A book always limits them to what it shows. */
  available?(volume: number): number;
}
