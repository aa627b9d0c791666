import type { Decimal, OrderType, Side, StopTrigger, TimeInForce } from '@trader/core';
import type { Liquidity } from '../fee-models/fee-model.ts';
import type { FinishCause } from '../matching/matching-event.ts';

/** Where an accepted order is: a stop that sleeps, alive (resting, in the book), or ended. */
export type ExchangeOrderStatus = 'sleeping' | 'open' | 'finished';

/** An accepted order as the exchange keeps it. A live view: its fields follow the order's life. */
export interface ExchangeOrder {
  /** The exchange's name. */
  readonly orderId: string;
  /** The account's own name, when it gave one. */
  readonly clientOrderId: string | undefined;
  /** Whose order it is. */
  readonly account: string;
  /** The exchange's market name. */
  readonly symbol: string;
  /** Which way. */
  readonly side: Side;
  /** How it finds its price. */
  readonly type: OrderType;
  /** Base quantity; `undefined` for market orders sized in quote. */
  readonly quantity: Decimal | undefined;
  /** Quote amount of market orders sized in quote. */
  readonly quoteQuantity: Decimal | undefined;
  /** Limit price. */
  readonly price: Decimal | undefined;
  /** Stop price of stop-limit orders. */
  readonly stopPrice: Decimal | undefined;
  /** On which side of the stop price it wakes. */
  readonly trigger: StopTrigger | undefined;
  /** How long it lives; market orders are `IOC`. */
  readonly timeInForce: TimeInForce;
  /** Refuses to take liquidity. */
  readonly postOnly: boolean;
  /** Where it is. */
  readonly status: ExchangeOrderStatus;
  /** Base quantity filled so far. */
  readonly base: Decimal;
  /** Quote amount exchanged so far. */
  readonly quote: Decimal;
  /** Fees in base so far. */
  readonly feeBase: Decimal;
  /** Fees in quote so far. */
  readonly feeQuote: Decimal;
  /** What it reserves now, of quote for buys and of base for sells. */
  readonly reserved: Decimal;
  /** When it was accepted, in milliseconds since the epoch. */
  readonly createdTimeMs: number;
  /** Counts all accepted orders of the exchange: 1, 2, 3 … */
  readonly createdSequence: number;
  /** When its stop woke, in milliseconds since the epoch. */
  readonly triggeredTimeMs: number | undefined;
  /** When it ended, in milliseconds since the epoch. */
  readonly finishedTimeMs: number | undefined;
  /** Why it ended. */
  readonly finishedBy: FinishCause | undefined;
  /** Whether its account asked for the end. */
  readonly canceledByUser: boolean;
}

/** One side of one trade, as an account sees it. */
export interface AccountTrade {
  /** The exchange's market name. */
  readonly symbol: string;
  /** Counts the trades of the market. A trade with oneself has two entries of one sequence. */
  readonly sequence: number;
  /** The account's order. */
  readonly orderId: string;
  /** The account's own name of it. */
  readonly clientOrderId: string | undefined;
  /** Which way the account traded. */
  readonly side: Side;
  /** Whether the account's order rested or came in. */
  readonly liquidity: Liquidity;
  /** Which way the taker traded. */
  readonly takerSide: Side;
  /** Price. */
  readonly price: Decimal;
  /** Base quantity. */
  readonly base: Decimal;
  /** Quote amount. */
  readonly quote: Decimal;
  /** Fee in base. */
  readonly feeBase: Decimal;
  /** Fee in quote. */
  readonly feeQuote: Decimal;
  /** When, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** One price of an aggregated book. */
export interface ExchangeBookLevel {
  /** The price. */
  readonly price: Decimal;
  /** Base quantity on offer at it. */
  readonly quantity: Decimal;
  /** How many orders that is. */
  readonly orderCount: number;
}

/** A book, aggregated by price. */
export interface ExchangeBook {
  /** Buyers, highest price first. */
  readonly bids: readonly ExchangeBookLevel[];
  /** Sellers, lowest price first. */
  readonly asks: readonly ExchangeBookLevel[];
}

/** One resting order of a book. */
export interface ExchangeBookOrder {
  /** The exchange's name of the order. */
  readonly orderId: string;
  /** Limit price. */
  readonly price: Decimal;
  /** Base quantity that still rests. */
  readonly quantity: Decimal;
}

/** A book, order by order, each side in the order in which it would trade: by price, then by time. */
export interface ExchangeBookOrders {
  /** Buyers, highest price first, earliest first within a price. */
  readonly bids: readonly ExchangeBookOrder[];
  /** Sellers, lowest price first, earliest first within a price. */
  readonly asks: readonly ExchangeBookOrder[];
}

/** Best prices and last trade of a market. */
export interface ExchangeTicker {
  /** Highest price somebody buys at. */
  readonly bid: Decimal | undefined;
  /** Lowest price somebody sells at. */
  readonly ask: Decimal | undefined;
  /** Price of the last trade. */
  readonly last: Decimal | undefined;
  /** When the last trade happened, in milliseconds since the epoch. */
  readonly lastTimeMs: number | undefined;
  /** When the book or the status last changed, in milliseconds since the epoch. */
  readonly changedTimeMs: number | undefined;
}
