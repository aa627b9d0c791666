import type { InstrumentId } from '../instrument/instrument.ts';
import type { Decimal } from '../money/decimal.ts';
import type { ClientOrderId, Order, OrderReason, StrategyId } from '../order/order.ts';
import type { Side } from '../order/order-request.ts';

/** Our name for a contingent order: made like a client order id, unique for ever, never told to a brokerage. */
export type ContingentOrderId = string & {
  /** Tells the type apart from other text; there is no such field. */
  readonly __brand: 'ContingentOrderId';
};

/** What a contingent order is made of: an entry with its exits, two exits of which one cancels the other, or one that trails. */
export type ContingentOrderKind = 'bracket' | 'one-cancels-other' | 'trailing-stop';

/**
 * By which prices the legs that the engine holds are triggered.
 *
 * - `last`: prices of trades: ticks' `last`, public trades (with the extremes of merged ones), bars that the brokerage sends
 * - `quote`: the best price that an exit would trade with: the bid for sells, the ask for buys; from ticks alone
 */
export type TriggerSource = 'last' | 'quote';

/**
 * Where a contingent order is in its life.
 *
 * - `working`: its entry or its take-profit may trade; the stop is watched as soon as there is something to exit
 * - `target-reached`: the target was reached before the entry was filled: the rest of the entry is given up
 * - `triggered`: the stop was reached: what else is live is canceled, then the stop's order leaves
 * - `canceling`: it was canceled; orders of it may still be live
 * - `ended`: none of its orders is live, and none will be placed
 */
export type ContingentOrderState = 'working' | 'target-reached' | 'triggered' | 'canceling' | 'ended';

/**
 * How a contingent order ended.
 *
 * - `exited`: everything there was to exit has been exited
 * - `canceled`: by its strategy or by a person; what was not exited stays
 * - `never-entered`: the entry ended without a fill
 * - `nothing-left`: what is left is less than the smallest order, or the strategy's ledger does not hold it any more
 * - `denied`: refused by us; nothing of it has left
 */
export type ContingentOrderEnd = 'exited' | 'canceled' | 'never-entered' | 'nothing-left' | 'denied';

/** Which part of a contingent order an order of it is. */
export type ContingentLeg = 'entry' | 'take-profit' | 'stop';

/** The stop leg, as it was asked for. */
export interface StopTerms {
  /** Price that triggers it; `undefined` for a trailing one, whose level follows the market. */
  readonly stopPrice: Decimal | undefined;
  /** Limit of the order that leaves then; `undefined`: at the market's price. */
  readonly limitPrice: Decimal | undefined;
  /** Distance in quote at which the level trails the best price; `undefined` for a fixed one. */
  readonly distance: Decimal | undefined;
  /** Smallest move of the trailing level, in quote; `undefined` for a fixed one. */
  readonly step: Decimal | undefined;
}

/** What a contingent order is: the part that never changes. */
export interface ContingentOrderTerms {
  /** Our id. */
  readonly id: ContingentOrderId;
  /** What it is made of. */
  readonly kind: ContingentOrderKind;
  /** Whose it is. */
  readonly strategy: StrategyId;
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
  /** The brokerage's market name. */
  readonly symbol: string;
  /** Which way its exits trade. */
  readonly side: Side;
  /** Our id of the entry; `undefined` without one. */
  readonly entryId: ClientOrderId | undefined;
  /** Base quantity to exit; `undefined` with an entry, whose fills say how much. */
  readonly quantity: Decimal | undefined;
  /** Limit price of the take-profit leg; `undefined` without one. */
  readonly takeProfitPrice: Decimal | undefined;
  /** The stop leg; `undefined` without one. */
  readonly stop: StopTerms | undefined;
  /** By which prices legs are triggered that the engine holds. */
  readonly triggerBy: TriggerSource;
  /** The strategy's note. */
  readonly tag: string | undefined;
  /** Engine time of the request, in milliseconds since the epoch. */
  readonly requestedTimeMs: number;
}

/** One contingent order as its strategy sees it: a live view, whose fields follow its life. */
export interface ContingentOrder extends ContingentOrderTerms {
  /** Where it is in its life. */
  readonly state: ContingentOrderState;
  /** How it ended; `undefined` until then. */
  readonly endedBy: ContingentOrderEnd | undefined;
  /** Why it is where it is, when there is something to say. */
  readonly reason: OrderReason | undefined;
  /** Price at which the stop triggers now; `undefined` without one, and while a trailing one has seen no price. */
  readonly stopLevel: Decimal | undefined;
  /** The entry; `undefined` without one. */
  readonly entry: Order | undefined;
  /** The exit order that is live, or was the last one to be; `undefined` before the first. At most one is live at a time. */
  readonly exit: Order | undefined;
  /** Base quantity that there is to exit: the quantity asked for, or what the entry filled without its fees in base. */
  readonly target: Decimal;
  /** Base quantity that exits have filled. */
  readonly exited: Decimal;
}
