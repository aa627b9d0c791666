import type { Decimal, Instrument } from '@trader/core';
import type { FeeTerms } from '../fee-models/fee-model.ts';
import type { Holding } from '../ledger/ledger-row.ts';
import type { ExchangeCommand, MarketStatus } from './exchange-command.ts';
import type { ExchangeEvent, ExchangeTrade } from './exchange-event.ts';
import type { SimulatedExchangeOptions } from './exchange-options.ts';
import type {
  AccountTrade,
  ExchangeBook,
  ExchangeBookOrders,
  ExchangeOrder,
  ExchangeTicker,
} from './exchange-order.ts';

/** Which orders of an account are wanted. */
export interface OrdersQuery {
  /** Of one market; default all. */
  readonly symbol?: string;
  /** Only finished ones, or only open and sleeping ones; default both. */
  readonly finished?: boolean;
  /** Created before this moment (exclusive), in milliseconds since the epoch. */
  readonly createdBeforeMs?: number;
  /** How many at most; default 100. */
  readonly limit?: number;
}

/** Which trades of an account are wanted. */
export interface AccountTradesQuery {
  /** Of one market; default all. */
  readonly symbol?: string;
  /** From this moment on (inclusive), in milliseconds since the epoch. */
  readonly sinceMs?: number;
  /** Before this moment (exclusive), in milliseconds since the epoch. */
  readonly beforeMs?: number;
  /** From this sequence on (inclusive). */
  readonly fromSequence?: number;
  /** Before this sequence (exclusive). */
  readonly beforeSequence?: number;
  /** Newest first; default oldest first. The limit cuts the far end. */
  readonly newestFirst?: boolean;
  /** How many at most; default 100. */
  readonly limit?: number;
}

/**
 * An exchange without a network: instruments, accounts, a conserving ledger, fees and a matching engine per market.
 *
 * Pure and synchronous: the same commands at the same times give the same events. `apply` never throws for what a client may get
 * wrong; it says so in an event.
 *
 * Order of events of one `place`: the reservation's `balance-changed`, `order-accepted`; then for each trade `trade`, and for maker
 * and taker `order-filled-part`, their `balance-changed`, and `order-finished` when that filled it; then `order-opened` or
 * `order-finished` of the incoming order; then the same for each stop order that the trades woke, beginning with `order-triggered`.
 */
export declare class SimulatedExchange {
  /**
   * @throws `system/invalid-options` naming the option: no market, a symbol twice, a maximum below 1, a band below 0.
   */
  constructor(options: SimulatedExchangeOptions);
  /**
   * Applies one command.
   *
   * @param command - What is asked for.
   * @param timeMs - When, in milliseconds since the epoch; never before the previous command's time.
   * @returns What happened, in order; never empty, except for `set-status` to the status that is.
   */
  apply(command: ExchangeCommand, timeMs: number): readonly ExchangeEvent[];
  /** The market names, in the order of the options. */
  symbols(): readonly string[];
  /** A market's rules; `undefined` for an unknown market. */
  instrument(symbol: string): Instrument | undefined;
  /** A market's status; `undefined` for an unknown market. */
  status(symbol: string): MarketStatus | undefined;
  /** An order by the exchange's name; `undefined` when unknown or forgotten. */
  order(orderId: string): ExchangeOrder | undefined;
  /** An order by the account's own name; `undefined` when unknown or forgotten. */
  orderByClientId(account: string, clientOrderId: string): ExchangeOrder | undefined;
  /** Open and sleeping orders of an account, oldest first; of one market when named. */
  openOrders(account: string, symbol?: string): readonly ExchangeOrder[];
  /** Orders of an account, newest first. */
  orders(account: string, query?: OrdersQuery): readonly ExchangeOrder[];
  /** Trades of an account, oldest first unless asked otherwise. */
  tradesOf(account: string, query?: AccountTradesQuery): readonly AccountTrade[];
  /** Trades of a market, newest first; empty for an unknown market. */
  trades(symbol: string, query?: { readonly sinceMs?: number; readonly limit?: number }): readonly ExchangeTrade[];
  /** What an account holds, by asset in order of first deposit; empty for an unknown account. */
  balances(account: string): readonly Holding[];
  /** What an account holds of one asset; zeros when it never held any. */
  balance(account: string, asset: string): Holding;
  /** Fees collected of one asset, rebates subtracted; may be below zero. */
  feesCollected(asset: string): Decimal;
  /** Sum over all accounts and the collected fees of one asset: changes by deposits and withdrawals alone. */
  totalOf(asset: string): Decimal;
  /** What an account pays on a market now; `undefined` for an unknown market. */
  feeTerms(account: string, symbol: string, side: 'buy' | 'sell'): FeeTerms | undefined;
  /** A market's book by price; `depth` levels per side at most (default all); empty for an unknown market. */
  book(symbol: string, depth?: number): ExchangeBook;
  /** A market's book order by order; empty for an unknown market. */
  bookOrders(symbol: string): ExchangeBookOrders;
  /** Best prices and last trade of a market; `undefined` for an unknown market. */
  ticker(symbol: string): ExchangeTicker | undefined;
}
