import type { InstrumentId } from '../instrument/instrument.ts';
import { Decimal } from '../money/decimal.ts';
import type { ManagedOrder } from '../order/managed-order.ts';
import type { ClientOrderId, OrderReason, StrategyId } from '../order/order.ts';
import type { Side } from '../order/order-request.ts';
import type {
  ContingentLeg,
  ContingentOrder,
  ContingentOrderEnd,
  ContingentOrderId,
  ContingentOrderKind,
  ContingentOrderState,
  ContingentOrderTerms,
  StopTerms,
  TriggerSource,
} from './contingent-order.ts';
import { enteredQuantity } from './exit-size.ts';

/** Exits without a fill that are remembered per contingent order; those with fills always are. */
const emptyExitsMax = 50;

/** One exit order of a contingent order. */
export interface ContingentExit {
  /** Which leg it is. */
  readonly leg: Exclude<ContingentLeg, 'entry'>;
  /** The order. */
  readonly order: ManagedOrder;
}

/**
 * A contingent order with everything that the engine keeps about it, changed in place by the contingent desk alone. Strategies see
 * it as a {@link ContingentOrder}. What its orders did is read from them each time, so nothing here can differ from them.
 */
export class ManagedContingentOrder implements ContingentOrder {
  /** What it is. */
  readonly terms: ContingentOrderTerms;
  /** The instrument's base asset. */
  readonly base: string;
  /** Where it is in its life. */
  state: ContingentOrderState = 'working';
  /** How it ended. */
  endedBy: ContingentOrderEnd | undefined = undefined;
  /** Why it is where it is. */
  reason: OrderReason | undefined = undefined;
  /** Price at which the stop triggers now. */
  stopLevel: Decimal | undefined;
  /** The entry, once it is known. */
  entry: ManagedOrder | undefined = undefined;
  /** Since when the extremes of bars count for it, in milliseconds since the epoch: armed, and its level moved by a tick or trade. */
  armedMs: number | undefined = undefined;
  /** Whether a step waits for better times: a later try, data that can be trusted, or base that other orders hold. */
  isPostponed = false;
  /** When an exit that came to nothing is tried again, in engine milliseconds; `undefined` while none waits for its time. */
  retryMs: number | undefined = undefined;
  /** Whether a person was told that its exit does not get through. */
  isAlarmed = false;
  #exits: ContingentExit[] = [];

  /** @param terms - What it is; @param base - the instrument's base asset. */
  constructor(terms: ContingentOrderTerms, base: string) {
    this.terms = terms;
    this.base = base;
    this.stopLevel = terms.stop?.stopPrice;
  }

  /** Our id. */
  get id(): ContingentOrderId {
    return this.terms.id;
  }
  /** What it is made of. */
  get kind(): ContingentOrderKind {
    return this.terms.kind;
  }
  /** Whose it is. */
  get strategy(): StrategyId {
    return this.terms.strategy;
  }
  /** Which instrument. */
  get instrumentId(): InstrumentId {
    return this.terms.instrumentId;
  }
  /** The brokerage's market name. */
  get symbol(): string {
    return this.terms.symbol;
  }
  /** Which way its exits trade. */
  get side(): Side {
    return this.terms.side;
  }
  /** Our id of the entry. */
  get entryId(): ClientOrderId | undefined {
    return this.terms.entryId;
  }
  /** Base quantity to exit, without an entry. */
  get quantity(): Decimal | undefined {
    return this.terms.quantity;
  }
  /** Limit price of the take-profit leg. */
  get takeProfitPrice(): Decimal | undefined {
    return this.terms.takeProfitPrice;
  }
  /** The stop leg. */
  get stop(): StopTerms | undefined {
    return this.terms.stop;
  }
  /** By which prices legs are triggered. */
  get triggerBy(): TriggerSource {
    return this.terms.triggerBy;
  }
  /** The strategy's note. */
  get tag(): string | undefined {
    return this.terms.tag;
  }
  /** Engine time of the request. */
  get requestedTimeMs(): number {
    return this.terms.requestedTimeMs;
  }

  /** Whether more may come of it. */
  get isLive(): boolean {
    return this.state !== 'ended';
  }

  /** Base quantity that there is to exit. */
  get target(): Decimal {
    if (this.terms.quantity !== undefined) return this.terms.quantity;
    return this.entry === undefined ? Decimal.zero : enteredQuantity(this.entry, this.base);
  }

  /** Base quantity that exits have filled. */
  get exited(): Decimal {
    let exited = Decimal.zero;
    for (const { order } of this.#exits) exited = exited.plus(order.filled);
    return exited;
  }

  /** The exit that is live, or was the last one to be. */
  get exit(): ManagedOrder | undefined {
    return this.liveExit?.order ?? this.#exits.at(-1)?.order;
  }

  /** Its exits that are remembered, oldest first. */
  get exits(): readonly ContingentExit[] {
    return this.#exits;
  }

  /** The exit that may still trade. */
  get liveExit(): ContingentExit | undefined {
    return this.#exits.find(({ order }) => order.isLive);
  }

  /** The exit that was placed last. */
  get lastExit(): ContingentExit | undefined {
    return this.#exits.at(-1);
  }

  /** Exits of a leg, counted from the last one back, that ended without a fill: tries that came to nothing. */
  failedTries(leg: ContingentExit['leg']): number {
    let tries = 0;
    for (let index = this.#exits.length - 1; index >= 0; index -= 1) {
      const exit = this.#exits[index];
      if (exit === undefined || exit.leg !== leg || exit.order.isLive || exit.order.filled.isPositive()) break;
      tries += 1;
    }
    return tries;
  }

  /** Adds an exit order. */
  addExit(exit: ContingentExit): void {
    this.#exits.push(exit);
    if (this.#exits.length <= emptyExitsMax) return;
    const isEmpty = ({ order }: ContingentExit): boolean => !order.isLive && order.filled.isZero();
    const oldest = this.#exits.findIndex(isEmpty);
    if (oldest >= 0) this.#exits.splice(oldest, 1);
  }

  /** What it shows as plain data. */
  toJSON(): ContingentOrder {
    const { terms, state, endedBy, reason, stopLevel, entry, exit, target, exited } = this;
    return { ...terms, state, endedBy, reason, stopLevel, entry, exit, target, exited };
  }
}
