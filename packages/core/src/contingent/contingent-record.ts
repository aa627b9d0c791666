import type { Decimal } from '../money/decimal.ts';
import type { ClientOrderId, OrderReason, StrategyId } from '../order/order.ts';
import type {
  ContingentLeg,
  ContingentOrderEnd,
  ContingentOrderId,
  ContingentOrderState,
  ContingentOrderTerms,
} from './contingent-order.ts';

/** A contingent order was asked for. */
export interface ContingentOrderRequestedRecord {
  /** Discriminant. */
  readonly type: 'contingent-order-requested';
  /** What it is. */
  readonly terms: ContingentOrderTerms;
  /** The instrument's base asset. */
  readonly base: string;
}

/** An order was made for a contingent order; written in the same commit as the order's own first record, and before it. */
export interface ContingentOrderLegRecord {
  /** Discriminant. */
  readonly type: 'contingent-order-leg';
  /** Which contingent order. */
  readonly contingentOrderId: ContingentOrderId;
  /** The order. */
  readonly clientOrderId: ClientOrderId;
  /** Which part of it. */
  readonly leg: ContingentLeg;
}

/** A contingent order moved to another state, began to be watched, or its trailing level moved. */
export interface ContingentOrderChangedRecord {
  /** Discriminant. */
  readonly type: 'contingent-order-changed';
  /** Which contingent order. */
  readonly contingentOrderId: ContingentOrderId;
  /** Whose. */
  readonly strategy: StrategyId;
  /** Where it is now. */
  readonly state: ContingentOrderState;
  /** How it ended; `undefined` until then. */
  readonly endedBy: ContingentOrderEnd | undefined;
  /** Price at which the stop triggers now; `undefined` without one, and while a trailing one has seen no price. */
  readonly stopLevel: Decimal | undefined;
  /** Since when market data counts, in milliseconds since the epoch; `undefined` while there is nothing to exit. */
  readonly armedMs: number | undefined;
  /** Why, when there is something to say. */
  readonly reason: OrderReason | undefined;
}

/** What the journal keeps of contingent orders. Their orders are journaled like any others. */
export type ContingentRecord = ContingentOrderRequestedRecord | ContingentOrderLegRecord | ContingentOrderChangedRecord;
