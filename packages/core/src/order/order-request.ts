import type { DecimalInput } from '../money/decimal.ts';

/** Which way an order trades the base asset. */
export type Side = 'buy' | 'sell';

/** How an order finds its price. */
export type OrderType = 'market' | 'limit' | 'stop-limit';

/** How long an order lives: until canceled; fill what is possible at once; all at once or nothing. */
export type TimeInForce = 'GTC' | 'IOC' | 'FOK';

/** On which side of the stop price a stop order wakes. */
export type StopTrigger = 'above' | 'below';

interface RequestBase {
  /** The brokerage's market name, one of the strategy's symbols. */
  readonly symbol: string;
  /** Which way. */
  readonly side: Side;
  /** A note of the strategy's own that travels with the order and its fills. At most 64 characters. */
  readonly tag?: string;
}

/** A market order: a sell and most buys are sized in base; where the brokerage wants buys sized in quote, give `quoteQuantity`. */
export interface MarketOrderRequest extends RequestBase {
  /** Discriminant. */
  readonly type: 'market';
  /** Base quantity. Exactly one of `quantity` and `quoteQuantity` is given. */
  readonly quantity?: DecimalInput;
  /** Quote amount to spend (buys) or to raise (sells). */
  readonly quoteQuantity?: DecimalInput;
}

/** A limit order: this price or better. */
export interface LimitOrderRequest extends RequestBase {
  /** Discriminant. */
  readonly type: 'limit';
  /** Base quantity, on the instrument's lot grid. */
  readonly quantity: DecimalInput;
  /** Limit price, on the instrument's tick grid. */
  readonly price: DecimalInput;
  /** Default `GTC`. */
  readonly timeInForce?: TimeInForce;
  /** Refuse to take liquidity. Default false; not with `IOC` or `FOK`. */
  readonly postOnly?: boolean;
}

/** A limit order that sleeps until a trade reaches its stop price. */
export interface StopLimitOrderRequest extends RequestBase {
  /** Discriminant. */
  readonly type: 'stop-limit';
  /** Base quantity, on the instrument's lot grid. */
  readonly quantity: DecimalInput;
  /** Limit price of the order that wakes. */
  readonly price: DecimalInput;
  /** Trade price that wakes it. */
  readonly stopPrice: DecimalInput;
  /** Wakes at or above, or at or below, the stop price. */
  readonly trigger: StopTrigger;
}

/** What a strategy asks for. */
export type OrderRequest = MarketOrderRequest | LimitOrderRequest | StopLimitOrderRequest;
