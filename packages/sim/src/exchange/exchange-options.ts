import type { DecimalInput, Instrument } from '@trader/core';
import type { FeeModel } from '../fee-models/fee-model.ts';
import type { MarketStatus } from './exchange-command.ts';

/** One market of the exchange. */
export interface MarketOptions {
  /** Its rules: assets, grid, bounds. */
  readonly instrument: Instrument;
  /** Status at the start; default the instrument's, where `unknown` counts as `disabled`. */
  readonly status?: MarketStatus;
  /** Sequence of its first trade; default 1. */
  readonly firstTradeSequence?: number;
}

/** What exchanges do differently. Every default is what Luno documents, or the plainest reading where it is silent. */
export interface ExchangeRules {
  /**
   * What becomes of a post-only order that would take; default `reject`.
   *
   * - `reject`: no record, the client order id stays free
   * - `reject-and-burn-id`: no record, the client order id is used up
   * - `reject-and-record`: rejected, and a finished order without fills is kept under its ids
   * - `accept-and-cancel`: accepted, and finished at once by `post-only`
   */
  readonly postOnlyWouldTake?: 'reject' | 'reject-and-burn-id' | 'reject-and-record' | 'accept-and-cancel';
  /** What becomes of an `IOC` that meets nobody and of a `FOK` that cannot trade whole; default `accept-and-cancel`. */
  readonly unfilledImmediate?: 'accept-and-cancel' | 'reject';
  /** What becomes of a market order when the price band holds too little (but something); default `cancel-rest`. */
  readonly marketShortfall?: 'cancel-rest' | 'reject';
  /**
   * How far from the best opposite price a market order trades, as a fraction: 0.1 goes 10 % into the book. Default: no limit.
   */
  readonly marketPriceBand?: DecimalInput;
  /** What becomes of a stop order when the last trade is already beyond its stop price; default `wake`. */
  readonly stopPriceReached?: 'wake' | 'sleep' | 'reject';
  /** Whether an account may trade with itself; default `allow`. `reject-taker`: the incoming order is refused whole. */
  readonly selfTrade?: 'allow' | 'reject-taker';
  /**
   * What an order reserves; default `principal`: price × quantity of quote for buys, the quantity of base for sells. A fee that is
   * charged in the asset the order spends is always reserved on top, at its worst, so that no fill can overdraw.
   * `principal-and-fee`: buys reserve their worst fee in quote even when it is charged in base.
   */
  readonly reservation?: 'principal' | 'principal-and-fee';
}

/** Named maxima: nothing in the exchange grows beyond them. */
export interface ExchangeLimits {
  /** Accounts; default 10,000. A deposit for one more is refused. */
  readonly accountsMax?: number;
  /** Open and sleeping orders of one account; default 100,000. One more is rejected. */
  readonly openOrdersMax?: number;
  /** Finished orders remembered per account; default 10,000. The oldest are forgotten first. */
  readonly finishedOrdersMax?: number;
  /** Own trades remembered per account; default 10,000. The oldest are forgotten first. */
  readonly accountTradesMax?: number;
  /** Trades remembered per market; default 10,000. The oldest are forgotten first. */
  readonly marketTradesMax?: number;
  /** Used client order ids remembered per account; default 1,000,000. The oldest are forgotten first and could be used again. */
  readonly clientOrderIdsMax?: number;
}

/** What a simulated exchange is made of. */
export interface SimulatedExchangeOptions {
  /** Its markets; symbols are unique. */
  readonly markets: readonly MarketOptions[];
  /** What trading costs. */
  readonly fees: FeeModel;
  /** What exchanges do differently. */
  readonly rules?: ExchangeRules;
  /** Named maxima. */
  readonly limits?: ExchangeLimits;
  /** Names the orders: a pure function of their count 1, 2, 3 …; default `o-1`, `o-2`, … Names are never used twice. */
  readonly orderIdOf?: (count: number) => string;
}
