import type { Side, StopTrigger, TimeInForce } from '@trader/core';

/** A market order: takes what is there, within its limits, and never rests. */
export interface MatchingMarketOrder {
  /** Discriminant. */
  readonly type: 'market';
  /** Name of the order, unique among the orders of the engine that are alive. */
  readonly orderId: string;
  /** Whose order it is; compared for self-trades. */
  readonly owner: string;
  /** Which way. */
  readonly side: Side;
  /** Lots to trade at most; `undefined` when only the quote amount limits it. At least one of `lots` and `quoteUnits` is given. */
  readonly lots: number | undefined;
  /** Quote amount to exchange at most, in units of one tick times one lot; `undefined` when only the lots limit it. */
  readonly quoteUnits: bigint | undefined;
  /** Worst price in ticks that is still traded at; `undefined` for any price. */
  readonly worstPriceTicks: number | undefined;
}

/** A limit order: this price or better. */
export interface MatchingLimitOrder {
  /** Discriminant. */
  readonly type: 'limit';
  /** Name of the order, unique among the orders of the engine that are alive. */
  readonly orderId: string;
  /** Whose order it is; compared for self-trades. */
  readonly owner: string;
  /** Which way. */
  readonly side: Side;
  /** Limit price in ticks, above 0. */
  readonly priceTicks: number;
  /** Size in lots, above 0. */
  readonly lots: number;
  /** How long it lives. */
  readonly timeInForce: TimeInForce;
  /** Refuses to take liquidity; with `GTC` only. */
  readonly postOnly: boolean;
}

/** A limit order that sleeps outside the book until a trade reaches its stop price; then it is a `GTC` limit order. */
export interface MatchingStopLimitOrder {
  /** Discriminant. */
  readonly type: 'stop-limit';
  /** Name of the order, unique among the orders of the engine that are alive. */
  readonly orderId: string;
  /** Whose order it is; compared for self-trades. */
  readonly owner: string;
  /** Which way. */
  readonly side: Side;
  /** Limit price in ticks, above 0. */
  readonly priceTicks: number;
  /** Size in lots, above 0. */
  readonly lots: number;
  /** Trade price in ticks that wakes it, above 0. */
  readonly stopPriceTicks: number;
  /** Wakes at or above, or at or below, the stop price. */
  readonly trigger: StopTrigger;
}

/** What the matching engine takes: prices in ticks, sizes in lots, all safe integers. */
export type MatchingOrder = MatchingMarketOrder | MatchingLimitOrder | MatchingStopLimitOrder;

/** Why the matching engine refused an order; nothing of it happened. */
export type MatchingRejection = 'post-only-would-take' | 'self-trade';

/**
 * Why an order will never trade again.
 *
 * - `filled`: nothing is left (of a quote-sized order: what is left buys no further lot)
 * - `canceled`: on request
 * - `ioc-remainder`, `market-remainder`: the rest of an order that may not rest
 * - `fok-kill`: not everything could trade at once, so nothing did
 * - `post-only`, `self-trade`: accepted earlier or kept on record, and refused when it would have taken, or met its own owner
 */
export type FinishCause =
  | 'filled'
  | 'canceled'
  | 'ioc-remainder'
  | 'market-remainder'
  | 'fok-kill'
  | 'post-only'
  | 'self-trade';

/** The engine refused an order; the book is as before. */
export interface OrderRefused {
  /** Discriminant. */
  readonly type: 'refused';
  /** Which order. */
  readonly orderId: string;
  /** Why. */
  readonly reason: MatchingRejection;
}

/** A stop order sleeps until its price trades. */
export interface OrderSlept {
  /** Discriminant. */
  readonly type: 'slept';
  /** Which order. */
  readonly orderId: string;
}

/** A trade reached the stop price; the order is about to enter the book as a limit order. */
export interface OrderWoken {
  /** Discriminant. */
  readonly type: 'woken';
  /** Which order. */
  readonly orderId: string;
  /** Price of the trade that woke it, in ticks. */
  readonly tradePriceTicks: number;
}

/** Two orders traded, at the price of the one that rested. */
export interface OrdersMatched {
  /** Discriminant. */
  readonly type: 'matched';
  /** Count of trades of this engine: 1, 2, 3 … from the configured start. */
  readonly sequence: number;
  /** The order that rested. */
  readonly makerOrderId: string;
  /** The order that came in. */
  readonly takerOrderId: string;
  /** Which way the taker traded. */
  readonly takerSide: Side;
  /** Price of the resting order in ticks. */
  readonly priceTicks: number;
  /** Traded size in lots. */
  readonly lots: number;
  /** What is left of the resting order, in lots; at 0 its `finished` event follows. */
  readonly makerRemainingLots: number;
}

/** An order (or what is left of it) rests in the book from now on. */
export interface OrderRested {
  /** Discriminant. */
  readonly type: 'rested';
  /** Which order. */
  readonly orderId: string;
  /** Size that rests, in lots. */
  readonly remainingLots: number;
}

/** An order left the engine. */
export interface OrderLeft {
  /** Discriminant. */
  readonly type: 'finished';
  /** Which order. */
  readonly orderId: string;
  /** Why. */
  readonly by: FinishCause;
  /** Lots that did not trade; 0 when filled and for market orders without a size in lots. */
  readonly remainingLots: number;
}

/** What happened in the engine, in order. */
export type MatchingEvent = OrderRefused | OrderSlept | OrderWoken | OrdersMatched | OrderRested | OrderLeft;
