import type { Decimal } from '@trader/core';
import type { ExchangeBookOrders, ExchangeTicker, SimulatedExchange } from '@trader/sim';

/** One public trade. */
export interface PublicTrade {
  /** Counts the trades of the market. */
  readonly sequence: number;
  /** When, in milliseconds since the epoch. */
  readonly timeMs: number;
  /** Price. */
  readonly price: Decimal;
  /** Base quantity. */
  readonly base: Decimal;
  /** Which way the taker traded. */
  readonly takerSide: 'buy' | 'sell';
}

/** One price of a book. */
export interface ViewLevel {
  /** The price. */
  readonly price: Decimal;
  /** Base quantity on offer at it. */
  readonly quantity: Decimal;
}

/** What everyone can see of a market by REST. */
export interface MarketView {
  /** The book order by order, best first. */
  orders(): ExchangeBookOrders;
  /** The book by price, best first, so many prices of each side. */
  levels(depth: number): { readonly bids: readonly ViewLevel[]; readonly asks: readonly ViewLevel[] };
  /** Best prices and last trade. */
  ticker(): ExchangeTicker | undefined;
  /** Trades from a moment on (inclusive), newest first. */
  trades(sinceMs: number, limit: number): readonly PublicTrade[];
}

/** A market as the matching engine has it. */
export function createEngineView(exchange: SimulatedExchange, symbol: string): MarketView {
  return {
    orders: () => exchange.bookOrders(symbol),
    levels: depth => exchange.book(symbol, depth),
    ticker: () => exchange.ticker(symbol),
    trades: (sinceMs, limit) => exchange.trades(symbol, { sinceMs, limit }),
  };
}
