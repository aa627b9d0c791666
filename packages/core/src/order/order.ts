import type { InstrumentId } from '../instrument/instrument.ts';
import type { AssetAmount } from '../money/asset-amount.ts';
import type { Decimal } from '../money/decimal.ts';
import type { OrderType, Side, StopTrigger, TimeInForce } from './order-request.ts';

/** Our name for an order: made for every order, unique for ever, rendered by the brokerage's declared rules. */
export type ClientOrderId = string & {
  /** Tells the type apart from other text; there is no such field. */
  readonly __brand: 'ClientOrderId';
};

/** The brokerage's name for an order; opaque text. */
export type BrokerageOrderId = string & {
  /** Tells the type apart from other text; there is no such field. */
  readonly __brand: 'BrokerageOrderId';
};

/** A strategy's id in the system; `unallocated` is nobody's. */
export type StrategyId = string;

/**
 * Where an order is in its life.
 *
 * - `requested`: asked for, not yet checked by risk
 * - `denied`: refused by us (terminal)
 * - `submitted`: the intent is durable, bytes may have left; it may already fill
 * - `unknown`: the outcome cannot be known yet; may already fill; counts in full for risk; left by evidence only
 * - `open`: live at the brokerage
 * - `filled`, `canceled`, `expired`, `rejected`: terminal, proven
 */
export type OrderState =
  | 'requested'
  | 'denied'
  | 'submitted'
  | 'unknown'
  | 'open'
  | 'filled'
  | 'canceled'
  | 'expired'
  | 'rejected';

/** Why an order is in its state: a code to branch on and a sentence to read. */
export interface OrderReason {
  /** Kebab-case code: a denial code of risk, `brokerage-rejected`, `never-accepted`, `never-sent`, `timed-out`, … */
  readonly code: string;
  /** One sentence for a person. */
  readonly message: string;
}

/** What an order is, from request to end: the part that never changes. */
export interface OrderTerms {
  /** Our id. */
  readonly clientOrderId: ClientOrderId;
  /** Whose order it is. */
  readonly strategy: StrategyId;
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
  /** The brokerage's market name. */
  readonly symbol: string;
  /** Which way. */
  readonly side: Side;
  /** How it finds its price. */
  readonly type: OrderType;
  /** Base quantity; `undefined` for market orders sized in quote. */
  readonly quantity: Decimal | undefined;
  /** Quote quantity of market orders sized in quote. */
  readonly quoteQuantity: Decimal | undefined;
  /** Limit price. */
  readonly price: Decimal | undefined;
  /** Stop price of stop-limit orders. */
  readonly stopPrice: Decimal | undefined;
  /** Side of the stop price that wakes it. */
  readonly trigger: StopTrigger | undefined;
  /** How long it lives; market orders are `IOC`. */
  readonly timeInForce: TimeInForce;
  /** Refuses to take liquidity. */
  readonly postOnly: boolean;
  /** The strategy's note. */
  readonly tag: string | undefined;
  /** Engine time of the request, in milliseconds since the epoch. */
  readonly requestedTimeMs: number;
}

/** One order as strategies, spectators and risk see it. It is a live view: its fields follow the order's life. */
export interface Order extends OrderTerms {
  /** Where it is in its life. */
  readonly state: OrderState;
  /** The brokerage's id, once known. */
  readonly brokerageOrderId: BrokerageOrderId | undefined;
  /** Base quantity filled so far. */
  readonly filled: Decimal;
  /** Quote amount exchanged so far; the average price is `filledQuote / filled`. */
  readonly filledQuote: Decimal;
  /** Fees charged so far, by asset; negative amounts are rebates. */
  readonly fees: readonly AssetAmount[];
  /** Whether a cancel was asked for. */
  readonly cancelRequested: boolean;
  /** The brokerage says it is finished, and fills it has counted are still missing here. */
  readonly brokerageFinished: boolean;
  /** Evidence contradicted itself; money was applied as the brokerage confirmed it and new risk is halted. */
  readonly inconsistent: boolean;
  /** Why it is where it is, when there is something to say. */
  readonly reason: OrderReason | undefined;
  /** Engine time when the intent was handed out, in milliseconds since the epoch. */
  readonly submittedTimeMs: number | undefined;
  /** Engine time of the last change, in milliseconds since the epoch. */
  readonly updatedTimeMs: number;
}

/** The states that an order never leaves. */
export const terminalOrderStates: ReadonlySet<OrderState> = new Set([
  'denied',
  'filled',
  'canceled',
  'expired',
  'rejected',
]);

/** Whether an order in this state may still trade. */
export function isLiveOrderState(state: OrderState): boolean {
  return state === 'open' || state === 'submitted' || state === 'unknown' || state === 'requested';
}
