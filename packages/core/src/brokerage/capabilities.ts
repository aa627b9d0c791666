import type { OrderType, TimeInForce } from '../order/order-request.ts';

/** How client order ids must look at a brokerage. */
export interface ClientOrderIdRules {
  /** Longest id accepted, in characters; at least 20. */
  readonly lengthMax: number;
  /** Characters accepted, as a regular-expression class body such as `0-9A-Za-z_-`. */
  readonly characters: string;
}

/**
 * How a brokerage makes “never accepted” provable: every order carries the time of the request and a time to live, and the
 * brokerage refuses it afterwards.
 */
export interface RequestExpiry {
  /** Time to live sent with every order, in milliseconds. */
  readonly timeToLiveMs: number;
  /** Longest delay between an order's acceptance and its visibility to look-ups, in milliseconds. */
  readonly readLagMs: number;
  /** Resolution of the server time that look-ups report, in milliseconds; added to be on the safe side. */
  readonly clockResolutionMs: number;
}

/** What a brokerage can do, as data. Engine, simulator and conformance kit read the same record. */
export interface Capabilities {
  /** Order types it takes. */
  readonly orderTypes: readonly OrderType[];
  /** Times in force that limit orders may have. */
  readonly timesInForce: readonly TimeInForce[];
  /** What a post-only order that would take liquidity becomes; `unsupported`: post-only is denied here. */
  readonly postOnly: 'rejects' | 'cancels' | 'unsupported';
  /** How market buys are sized. */
  readonly marketBuySizing: 'base' | 'quote' | 'either';
  /** How market sells are sized. */
  readonly marketSellSizing: 'base' | 'quote' | 'either';
  /** How client order ids must look. */
  readonly clientOrderId: ClientOrderIdRules;
  /** Present when “never accepted” can be proven by look-up; absent: such orders stay `unknown` until settled. */
  readonly requestExpiry: RequestExpiry | undefined;
  /** Which private facts are pushed; what is not pushed is looked up on the heartbeat. */
  readonly privateStream: {
    /** Order reports are pushed. */
    readonly orders: boolean;
    /** Fills are pushed. */
    readonly fills: boolean;
    /** Balances are pushed. */
    readonly balances: boolean;
  };
  /** Whether market data is pushed; otherwise it is pulled on the heartbeat. */
  readonly marketStream: boolean;
  /** How fills are told: one by one with an id, as running totals per order, or both (totals then count, ids attribute). */
  readonly fills: 'trade-id' | 'cumulative' | 'both';
  /** In which assets fees may come. */
  readonly feeAssets: readonly ('base' | 'quote' | 'third')[];
  /** Depth of the books it reports: levels per side; 0 without books. */
  readonly bookDepthMax: number;
  /** Whether positions below zero are possible. */
  readonly shortSelling: boolean;
  /** Requests allowed per window, for budgeting. */
  readonly rateLimit: {
    /** How many requests. */
    readonly requestsMax: number;
    /** In how many milliseconds. */
    readonly windowMs: number;
  };
}
