import type { FillReport, OrderReport } from '../brokerage/brokerage-event.ts';
import type { AssetAmount } from '../money/asset-amount.ts';
import type { Decimal } from '../money/decimal.ts';
import { type BrokerageOrderId, isLiveOrderState, type OrderReason, type OrderState } from './order.ts';
import type { OrderFacts } from './order-facts.ts';
import type { FillIncrease, OrderAlarm, OrderAlarmCode, OrderTransition } from './order-transition.ts';

/** A transition in the making: starts as the order is, is written by the rules, and becomes the result. One shape, one allocation. */
export class OrderDraft implements OrderTransition {
  /** The order as it is; never written. */
  readonly order: OrderFacts;
  // The rest is what OrderTransition and OrderProgress say, under the same names.
  readonly from: OrderState;
  to: OrderState;
  changed = false;
  increase: FillIncrease | undefined = undefined;
  tradeId: string | undefined = undefined;
  alarm: OrderAlarm | undefined = undefined;
  brokerageOrderId: BrokerageOrderId | undefined;
  filled: Decimal;
  filledQuote: Decimal;
  fees: readonly AssetAmount[];
  cancelRequested: boolean;
  cancelInFlight: boolean;
  brokerageFinished: boolean;
  inconsistent: boolean;
  reason: OrderReason | undefined;
  acknowledged: boolean;
  trading: boolean;
  settled: boolean;
  resolveByMs: number | undefined;
  finishedBy: OrderReport['finishedBy'];
  finalBase: Decimal | undefined;
  reportedBase: Decimal;
  feesToldAt: Decimal;
  tradedBase: Decimal;
  pendingTrade: FillReport | undefined;
  doubted: boolean;
  missesFills: boolean;
  wantsLookUp: boolean;

  /** @param order - The order as it is. */
  constructor(order: OrderFacts) {
    this.order = order;
    this.from = order.state;
    this.to = order.state;
    this.brokerageOrderId = order.brokerageOrderId;
    this.filled = order.filled;
    this.filledQuote = order.filledQuote;
    this.fees = order.fees;
    this.cancelRequested = order.cancelRequested;
    this.cancelInFlight = order.cancelInFlight;
    this.brokerageFinished = order.brokerageFinished;
    this.inconsistent = order.inconsistent;
    this.reason = order.reason;
    this.acknowledged = order.acknowledged;
    this.trading = order.trading;
    this.settled = order.settled;
    this.resolveByMs = order.resolveByMs;
    this.finishedBy = order.finishedBy;
    this.finalBase = order.finalBase;
    this.reportedBase = order.reportedBase;
    this.feesToldAt = order.feesToldAt;
    this.tradedBase = order.tradedBase;
    this.pendingTrade = order.pendingTrade;
    this.doubted = order.doubted;
    this.missesFills = order.missesFills;
    this.wantsLookUp = order.wantsLookUp;
  }

  /** Whether it may still trade. */
  get isLive(): boolean {
    return isLiveOrderState(this.to);
  }

  /** Moves it to its end: nothing is missing any more. */
  end(state: OrderState): void {
    this.to = state;
    this.brokerageFinished = false;
    this.cancelInFlight = false;
    this.doubted = false;
    this.pendingTrade = undefined;
  }

  /** Notes evidence that contradicts what is known; the first alarm of a transition is the one that is told. */
  contradict(code: OrderAlarmCode, message: string): void {
    this.inconsistent = true;
    this.alarm ??= { code, contradiction: true, message: `order ${this.order.clientOrderId}: ${message}` };
  }

  /** Notes something for a person that contradicts nothing. */
  warn(code: OrderAlarmCode, message: string): void {
    this.alarm ??= { code, contradiction: false, message: `order ${this.order.clientOrderId}: ${message}` };
  }

  /** Whether anything that an order view shows differs from before. */
  differs(): boolean {
    const order = this.order;
    return (
      this.to !== order.state ||
      this.filled !== order.filled ||
      this.filledQuote !== order.filledQuote ||
      this.brokerageOrderId !== order.brokerageOrderId ||
      this.cancelRequested !== order.cancelRequested ||
      this.brokerageFinished !== order.brokerageFinished ||
      this.inconsistent !== order.inconsistent ||
      this.reason !== order.reason ||
      this.fees !== order.fees
    );
  }
}
