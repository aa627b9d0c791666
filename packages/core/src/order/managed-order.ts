import type { FillReport, OrderReport } from '../brokerage/brokerage-event.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { AssetAmount } from '../money/asset-amount.ts';
import { Decimal } from '../money/decimal.ts';
import {
  type BrokerageOrderId,
  type ClientOrderId,
  isLiveOrderState,
  type Order,
  type OrderReason,
  type OrderState,
  type OrderTerms,
  type StrategyId,
} from './order.ts';
import type { OrderFacts } from './order-facts.ts';
import type { HoldTerms } from './order-hold.ts';
import type { OrderType, Side, StopTrigger, TimeInForce } from './order-request.ts';
import type { OrderTransition } from './order-transition.ts';

const noFees: readonly AssetAmount[] = [];

/**
 * An order with everything that the OMS keeps about it, changed in place by its {@link OrderManager} only. Strategies and spectators
 * see it as an {@link Order}; to text and JSON it is just that.
 */
export class ManagedOrder implements Order, OrderFacts {
  /** What it is. */
  readonly terms: OrderTerms;
  /** Assets, prices and fee rates that its hold is computed from. */
  readonly hold: HoldTerms;
  /** Where it is in its life. */
  state: OrderState = 'requested';
  /** The brokerage's id, once known. */
  brokerageOrderId: BrokerageOrderId | undefined = undefined;
  /** Base quantity filled so far. */
  filled: Decimal = Decimal.zero;
  /** Quote amount exchanged so far. */
  filledQuote: Decimal = Decimal.zero;
  /** Fees charged so far, by asset. */
  fees: readonly AssetAmount[] = noFees;
  /** Whether a cancel was asked for. */
  cancelRequested = false;
  /** Whether a cancel is on its way and has not come back. */
  cancelInFlight = false;
  /** The brokerage says it is finished, and fills it has counted are still missing here. */
  brokerageFinished = false;
  /** Evidence contradicted itself. */
  inconsistent = false;
  /** Why it is where it is. */
  reason: OrderReason | undefined = undefined;
  /** Whether the brokerage has ever shown it. */
  acknowledged = false;
  /** Whether the brokerage has shown it trading. */
  trading = false;
  /** Whether a person declared its end. */
  settled = false;
  /** After this brokerage time the request can no longer be accepted. */
  resolveByMs: number | undefined = undefined;
  /** What `resolveByMs` becomes when the outcome of its placing gets lost: journaled before it left. */
  intentResolveByMs: number | undefined = undefined;
  /** Why the brokerage finished it. */
  finishedBy: OrderReport['finishedBy'] = undefined;
  /** The brokerage's final base total. */
  finalBase: Decimal | undefined = undefined;
  /** The highest base total that the brokerage has told. */
  reportedBase: Decimal = Decimal.zero;
  /** The base total at which fees were told. */
  feesToldAt: Decimal = Decimal.zero;
  /** Sum of the executions seen with a trade id. */
  tradedBase: Decimal = Decimal.zero;
  /** An execution whose money the totals have not brought yet. */
  pendingTrade: FillReport | undefined = undefined;
  /** Something went wrong that only a look-up can clear up. */
  doubted = false;
  /** Fills are known to exist that were not applied here. */
  missesFills = false;
  /** Evidence is needed now. */
  wantsLookUp = false;
  /** Engine time when the intent was handed out. */
  submittedTimeMs: number | undefined = undefined;
  /** Engine time of the last change. */
  updatedTimeMs: number;
  /** How many fills were applied. */
  fillCount = 0;

  /** The asset that it uses up: quote for buys, base for sells. */
  heldAsset = '';
  /** What it may still use up at worst; 0 once it has ended, `undefined` when it cannot be valued. */
  held: Decimal | undefined = Decimal.zero;
  /** Base quantity it may still trade; 0 once it has ended. */
  remaining: Decimal = Decimal.zero;

  /** Whether a look-up is on its way. */
  lookUpInFlight = false;
  /** Look-ups that came back since the last reason to look. */
  lookUpAttempts = 0;
  /** When the next look-up is due, in engine milliseconds; infinity when no event asks for one. */
  lookUpDueMs: number = Number.POSITIVE_INFINITY;
  /** When the last look-up left, in engine milliseconds. */
  lookUpStartedMs: number | undefined = undefined;

  /** Whether it was dropped from the index; written by the index alone. */
  forgotten = false;
  /** Where it is among the account's own prices; −1 when it is not; written by those alone. */
  quoteIndex = -1;
  /** Neighbours in the list that it is in; written by the list alone. */
  previous: ManagedOrder | undefined = undefined;
  /** See `previous`. */
  next: ManagedOrder | undefined = undefined;

  #firstTradeId: string | undefined = undefined;
  #moreTradeIds: Set<string> | undefined = undefined;

  /** @param terms - What it is; @param hold - what its hold is computed from. */
  constructor(terms: OrderTerms, hold: HoldTerms) {
    this.terms = terms;
    this.hold = hold;
    this.updatedTimeMs = terms.requestedTimeMs;
  }

  /** Our id. */
  get clientOrderId(): ClientOrderId {
    return this.terms.clientOrderId;
  }
  /** Whose order it is. */
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
  /** Which way. */
  get side(): Side {
    return this.terms.side;
  }
  /** How it finds its price. */
  get type(): OrderType {
    return this.terms.type;
  }
  /** Base quantity. */
  get quantity(): Decimal | undefined {
    return this.terms.quantity;
  }
  /** Quote quantity of market orders sized in quote. */
  get quoteQuantity(): Decimal | undefined {
    return this.terms.quoteQuantity;
  }
  /** Limit price. */
  get price(): Decimal | undefined {
    return this.terms.price;
  }
  /** Stop price. */
  get stopPrice(): Decimal | undefined {
    return this.terms.stopPrice;
  }
  /** Side of the stop price that wakes it. */
  get trigger(): StopTrigger | undefined {
    return this.terms.trigger;
  }
  /** How long it lives. */
  get timeInForce(): TimeInForce {
    return this.terms.timeInForce;
  }
  /** Refuses to take liquidity. */
  get postOnly(): boolean {
    return this.terms.postOnly;
  }
  /** The strategy's note. */
  get tag(): string | undefined {
    return this.terms.tag;
  }
  /** Engine time of the request. */
  get requestedTimeMs(): number {
    return this.terms.requestedTimeMs;
  }

  /** Whether it may still trade. */
  get isLive(): boolean {
    return isLiveOrderState(this.state);
  }

  /** Trade ids of the executions that were counted, in order. */
  get tradeIds(): readonly string[] {
    return this.#firstTradeId === undefined ? [] : [this.#firstTradeId, ...(this.#moreTradeIds ?? [])];
  }

  /** Whether an execution with this trade id was counted before. */
  hasTrade(tradeId: string): boolean {
    return this.#firstTradeId === tradeId || this.#moreTradeIds?.has(tradeId) === true;
  }

  /** Notes that a cancel is on its way, until its outcome comes back. */
  cancelSent(): void {
    this.cancelInFlight = true;
  }

  /** Takes over what a transition says; for its manager alone. */
  take(transition: OrderTransition): void {
    this.state = transition.to;
    this.brokerageOrderId = transition.brokerageOrderId;
    this.filled = transition.filled;
    this.filledQuote = transition.filledQuote;
    this.fees = transition.fees;
    this.cancelRequested = transition.cancelRequested;
    this.cancelInFlight = transition.cancelInFlight;
    this.brokerageFinished = transition.brokerageFinished;
    this.inconsistent = transition.inconsistent;
    this.reason = transition.reason;
    this.acknowledged = transition.acknowledged;
    this.trading = transition.trading;
    this.settled = transition.settled;
    this.resolveByMs = transition.resolveByMs;
    this.finishedBy = transition.finishedBy;
    this.finalBase = transition.finalBase;
    this.reportedBase = transition.reportedBase;
    this.feesToldAt = transition.feesToldAt;
    this.tradedBase = transition.tradedBase;
    this.pendingTrade = transition.pendingTrade;
    this.doubted = transition.doubted;
    this.missesFills = transition.missesFills;
    this.wantsLookUp = transition.wantsLookUp;
    if (transition.tradeId !== undefined) this.rememberTrade(transition.tradeId);
  }

  /** The order as plain data, as of now. */
  toJSON(): Order {
    return {
      ...this.terms,
      state: this.state,
      brokerageOrderId: this.brokerageOrderId,
      filled: this.filled,
      filledQuote: this.filledQuote,
      fees: this.fees,
      cancelRequested: this.cancelRequested,
      brokerageFinished: this.brokerageFinished,
      inconsistent: this.inconsistent,
      reason: this.reason,
      submittedTimeMs: this.submittedTimeMs,
      updatedTimeMs: this.updatedTimeMs,
    };
  }

  /** Notes that an execution was counted; most orders see one at most, a set is made for the second. */
  rememberTrade(tradeId: string): void {
    if (this.#firstTradeId === undefined) this.#firstTradeId = tradeId;
    else {
      this.#moreTradeIds ??= new Set();
      this.#moreTradeIds.add(tradeId);
    }
  }
}

Object.defineProperty(ManagedOrder.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value(this: ManagedOrder): Order {
    return this.toJSON();
  },
});
