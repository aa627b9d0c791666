import type { Account } from '../account/account.ts';
import type { CancelOutcome, FindOutcome, PlaceOutcome } from '../brokerage/brokerage.ts';
import type { FillReport, OrderReport } from '../brokerage/brokerage-event.ts';
import type { ManagedContingentOrder } from '../contingent/managed-contingent-order.ts';
import type { LookUpOutcomeEvent } from '../event/trader-event.ts';
import type { RiskFacts } from '../journal/trader-record.ts';
import type { InstrumentMarket } from '../market/instrument-market.ts';
import type { Decimal } from '../money/decimal.ts';
import type { Fill } from '../order/fill.ts';
import type { ManagedOrder } from '../order/managed-order.ts';
import type { BrokerageOrderId, ClientOrderId, OrderReason } from '../order/order.ts';
import type { OrderInput, ReportSource } from '../order/order-input.ts';
import type { OrderManagement } from '../order/order-management.ts';
import type { ApprovedOrder } from '../risk/approved-order.ts';
import { RefusalBreaker } from '../risk/refusal-breaker.ts';
import { reviewOrder } from '../risk/review-order.ts';
import type { PendingAction } from '../strategy/pending-action.ts';
import type { StrategyManager } from '../strategy/strategy-manager.ts';
import type { StrategyRuntime } from '../strategy/strategy-runtime.ts';
import { answerMissing, waitedMs } from './answer-missing.ts';
import type { BrokerageTime } from './brokerage-time.ts';
import { createRiskSubject } from './create-risk-subject.ts';
import type { EngineOptions } from './engine-options.ts';
import type { FollowUps } from './follow-ups.ts';
import type { ForeignOrders } from './foreign-orders.ts';
import type { Halt } from './halt.ts';
import { orderChanged } from './order-changed.ts';
import { noOrders, requestedAfter } from './requested-after.ts';
import type { RetiredLedgers } from './retired-ledgers.ts';
import { noRules, orderReviewed, riskFacts, type StrategyRules } from './risk-facts.ts';
import { tellOversold } from './tell-oversold.ts';
import type { Turn } from './turn.ts';

/** What an {@link OrderDesk} works with; owned by the engine. */
export interface OrderDeskParts {
  /** What the engine is made of. */
  readonly options: EngineOptions;
  /** The event in progress. */
  readonly turn: Turn;
  /** All orders. */
  readonly orders: OrderManagement;
  /** All strategies. */
  readonly strategies: StrategyManager;
  /** Balances. */
  readonly account: Account;
  /** Orders that are not ours. */
  readonly foreign: ForeignOrders;
  /** What strategies traded that are not configured any more. */
  readonly retired: RetiredLedgers;
  /** Whether new risk is taken. */
  readonly halt: Halt;
  /** How the brokerage's clock stands. */
  readonly brokerageClock: BrokerageTime;
  /** Hooks to call when the event is processed. */
  readonly followUps: FollowUps;
  /** The rules of every strategy, the system's included. */
  readonly rules: ReadonlyMap<string, StrategyRules>;
  /** The market of an order's instrument. */
  readonly marketOf: (order: ManagedOrder) => InstrumentMarket;
  /** What is done about contingent orders. */
  readonly contingent: ContingentActions;
}

/** What an {@link OrderDesk} has done about contingent orders. */
interface ContingentActions {
  /** Takes a new one on, or refuses it. */
  place(runtime: StrategyRuntime, contingent: ManagedContingentOrder, waiting: readonly ManagedOrder[]): void;
  /** Refuses a new one. */
  discard(contingent: ManagedContingentOrder, reason: OrderReason): void;
  /** Cancels one. */
  cancel(contingent: ManagedContingentOrder, reason: OrderReason): void;
  /** Notes that an order changed, which may belong to one. */
  note(order: ManagedOrder): void;
}

/**
 * Where orders change: actions of strategies go out through risk, evidence comes in through the state machine, and every
 * change is recorded, accounted and told. The only place in the engine that advances orders.
 */
export class OrderDesk {
  readonly #parts: OrderDeskParts;
  /** Orders whose cancel waits for the brokerage's id; live ones only, so bounded by the open-orders limits. */
  readonly #waitingCancels = new Set<ManagedOrder>();
  readonly #refusals: RefusalBreaker;

  /** @param parts - What it works with. */
  constructor(parts: OrderDeskParts) {
    this.#parts = parts;
    this.#refusals = RefusalBreaker.of(parts.options);
  }

  /** Carries out what a hook asked for, in order. */
  carryOut(runtime: StrategyRuntime, actions: readonly PendingAction[]): void {
    const { turn, contingent } = this.#parts;
    let index = -1;
    for (const action of actions) {
      index += 1;
      switch (action.action) {
        case 'place':
          this.place(runtime, action.order, false, requestedAfter(index, actions));
          break;
        case 'cancel':
          this.cancel(action.order);
          break;
        case 'place-contingent':
          contingent.place(runtime, action.contingent, requestedAfter(index, actions));
          break;
        case 'cancel-contingent':
          contingent.cancel(action.contingent, { code: 'canceled', message: 'its strategy canceled it' });
          break;
        case 'set-timer':
          runtime.timers.add(action.name);
          turn.effect({ type: 'set-timer', strategy: runtime.id, name: action.name, delayMs: action.delayMs });
          break;
        case 'clear-timer':
          runtime.timers.delete(action.name);
          runtime.dueTimers.delete(action.name);
          turn.effect({ type: 'clear-timer', strategy: runtime.id, name: action.name });
          break;
        default:
          action satisfies never;
      }
    }
  }

  /** Refuses what a failed hook had asked for: nothing of it leaves, and its order views say why. */
  discard(actions: readonly PendingAction[], reason: OrderReason): void {
    for (const action of actions) {
      if (action.action === 'place') this.deny(action.order, reason);
      if (action.action === 'place-contingent') this.#parts.contingent.discard(action.contingent, reason);
    }
  }

  /** Refuses a requested order without a review. */
  deny(order: ManagedOrder, reason: OrderReason): void {
    this.#recordRequest(order);
    this.advance(order, { input: 'deny', reason });
  }

  /**
   * Shows a requested order to risk; hands it out or refuses it.
   *
   * @param runtime - Whose order.
   * @param order - In state `requested`.
   * @param closing - Whether it closes a position on a person's word: it passes a halt, because it reduces risk.
   * @param waiting - Orders that the same hook asked for later: reviewed after this one, they take nothing from it.
   * @param reduces - Whether it is an exit that brings a position closer to zero: it passes a halt as well.
   */
  place(runtime: StrategyRuntime, order: ManagedOrder, closing = false, waiting = noOrders, reduces = false): void {
    const refusal =
      this.refusal(runtime, closing, reduces) ??
      (closing ? undefined : this.#refusals.wait(order.terms, reduces, this.#parts.turn.nowMs));
    if (refusal !== undefined) {
      this.deny(order, refusal);
      return;
    }
    this.#recordRequest(order);
    const { options, turn, rules } = this.#parts;
    const subject = createRiskSubject({
      order,
      waiting,
      runtime,
      runtimes: this.#parts.strategies.runtimes,
      market: this.#parts.marketOf(order),
      orders: this.#parts.orders,
      account: this.#parts.account,
      marketDataPulled: !options.capabilities.marketStream,
      nowMs: turn.nowMs,
    });
    const reviewedBy = rules.get(runtime.id) ?? noRules;
    const decision = reviewOrder(order.terms, subject, closing ? reviewedBy.closing : reviewedBy.rules);
    if (!decision.approved) {
      if (turn.recordsAll) turn.record(orderReviewed(order, decision.rule, decision.denial));
      this.advance(order, { input: 'deny', reason: { code: decision.denial.code, message: decision.denial.message } });
      return;
    }
    this.#submit(order, decision.order, turn.recordsAll ? riskFacts(subject, reviewedBy) : undefined);
  }

  /** Asks to cancel an order; one that is already asked for or has ended is left alone. */
  cancel(order: ManagedOrder): void {
    if (!order.isLive || order.cancelRequested) return;
    this.advance(order, { input: 'request-cancel' });
    this.#waitingCancels.add(order);
    this.#releaseCancel(order);
  }

  /** Looks an order up, unless a look-up is already on its way. */
  lookUp(order: ManagedOrder): void {
    const { orders, turn } = this.#parts;
    if (!orders.beginLookUp(order, turn.nowMs)) return;
    const { clientOrderId, brokerageOrderId, instrumentId } = order;
    turn.effect({ type: 'look-up', query: { clientOrderId, brokerageOrderId, instrumentId } });
  }

  /** Takes answers that never came for unknown, and looks up everything that is due. */
  checkOrderStatus(): void {
    const { orders, options, turn } = this.#parts;
    for (const order of orders.standing()) {
      const outcome = answerMissing(order, options, turn.nowMs);
      if (outcome === undefined) continue;
      const { clientOrderId } = order;
      turn.record({ type: 'fact', event: { type: 'place-outcome', clientOrderId, outcome } });
      this.applyPlaceOutcome(clientOrderId, outcome);
    }
    for (const order of orders.dueLookUps(turn.nowMs)) this.lookUp(order);
  }

  /** A place call came back. */
  applyPlaceOutcome(clientOrderId: ClientOrderId, outcome: PlaceOutcome): void {
    const order = this.#parts.orders.get(clientOrderId);
    if (order === undefined) return;
    this.advance(order, { input: 'place-outcome', outcome });
    this.#refusals.note(order.terms, outcome, this.#parts.turn);
  }

  /** A run begins: what earlier ones were refused does not count. */
  beginRun(): void {
    this.#refusals.clear();
  }

  /** A cancel call came back. */
  applyCancelOutcome(clientOrderId: ClientOrderId, outcome: CancelOutcome): void {
    const order = this.#parts.orders.get(clientOrderId);
    if (order !== undefined) this.advance(order, { input: 'cancel-outcome', outcome });
  }

  /** A look-up came back. */
  applyFindOutcome({ clientOrderId, outcome, requestedTimeMs }: LookUpOutcomeEvent): void {
    const order = this.#parts.orders.get(clientOrderId);
    if (order === undefined) {
      this.#applyForeignFind(clientOrderId, outcome);
      return;
    }
    this.#parts.orders.endLookUp(order);
    switch (outcome.outcome) {
      case 'found':
        for (const fill of outcome.fills ?? []) this.advance(order, { input: 'fill', fill });
        this.advance(order, { input: 'report', report: outcome.report, source: 'look-up' });
        // A cancel that did not get through goes out again: cancels may be repeated, and the order was just seen alive.
        if (order.isLive && order.cancelRequested && !order.cancelInFlight) this.#releaseCancel(order);
        return;
      case 'absent':
        this.advance(order, {
          input: 'absent',
          brokerageTimeMs: outcome.brokerageTimeMs,
          waitedMs: waitedMs(order, this.#parts.options, requestedTimeMs),
        });
        return;
      case 'unknown':
        this.advance(order, { input: 'look-up-failed' });
        return;
      default:
        outcome satisfies never;
    }
  }

  /** The brokerage said something about an order, ours or not. */
  applyReport(report: OrderReport, source: ReportSource): void {
    const order = this.#parts.orders.route(report);
    if (order !== undefined) this.advance(order, { input: 'report', report, source });
    else this.#parts.foreign.note(report, this.#parts.turn);
  }

  /** The brokerage told one execution, of an order of ours or not. */
  applyFill(fill: FillReport): void {
    const order = this.#parts.orders.route(fill);
    if (order !== undefined) this.advance(order, { input: 'fill', fill });
    else this.#parts.foreign.noteFill(fill, this.#parts.turn);
  }

  /** Moves an order by evidence, and records, accounts and tells what changed. */
  advance(order: ManagedOrder, input: OrderInput): void {
    const { turn, orders, strategies, followUps, halt } = this.#parts;
    const wasNameless = order.brokerageOrderId === undefined;
    const change = orders.advance(order, input, turn.nowMs);
    const id = wasNameless ? order.brokerageOrderId : undefined;
    const heard = id === undefined ? undefined : this.#claim(order, id);
    const runtime = strategies.get(order.strategy);
    if (change.fill !== undefined) {
      if (runtime !== undefined) this.#book(runtime, order, change.fill);
      else this.#parts.retired.book(order, change.fill);
    }
    if (change.changed) {
      if (turn.recordsAll)
        turn.record(orderChanged(change, input.input === 'request-cancel' ? turn.cause() : undefined));
      if (runtime !== undefined) followUps.add(runtime, 'onOrder', order);
    }
    if (change.alarm !== undefined) {
      const { code, message, contradiction } = change.alarm;
      turn.alarm(contradiction ? 'halt' : 'warning', code, message, order.strategy);
      if (contradiction) halt.begin(code, message);
    }
    if (change.wantsLookUp) this.lookUp(order);
    if (this.#waitingCancels.size > 0 && this.#waitingCancels.has(order)) this.#releaseCancel(order);
    this.#parts.contingent.note(order);
    if (heard !== undefined) this.advance(order, { input: 'report', report: heard, source: 'stream' });
  }

  /**
   * Statements about this id may have come before we knew the id to be ours. The last of them counts as if it came now; single executions
   * are not kept, so what they told is asked for again.
   */
  #claim(order: ManagedOrder, id: BrokerageOrderId): OrderReport | undefined {
    const { foreign } = this.#parts;
    if (!foreign.knows(id)) return undefined;
    this.lookUp(order);
    return foreign.claim(id);
  }

  /** Goes on with cancels that were asked for before their orders were loaded. */
  resumeCancels(): void {
    for (const order of this.#parts.orders.standing()) {
      if (order.cancelRequested && order.brokerageOrderId === undefined) this.#waitingCancels.add(order);
    }
  }

  /** A look-up of an order that is not ours came back. */
  #applyForeignFind(clientOrderId: ClientOrderId, outcome: FindOutcome): void {
    const { foreign, turn } = this.#parts;
    foreign.endLookUp(clientOrderId, outcome.outcome === 'unknown');
    if (outcome.outcome !== 'found' || !foreign.knows(outcome.report.brokerageOrderId)) return;
    for (const fill of outcome.fills ?? []) foreign.noteFill(fill, turn);
    foreign.note(outcome.report, turn);
  }

  /** Sends a wanted cancel as soon as the brokerage's id is known; forgets it when the order has ended. */
  #releaseCancel(order: ManagedOrder): void {
    const { clientOrderId, brokerageOrderId, instrumentId } = order;
    if (order.isLive && brokerageOrderId === undefined) return;
    this.#waitingCancels.delete(order);
    if (!order.isLive) return;
    order.cancelSent();
    this.#parts.turn.effect({ type: 'cancel', intent: { clientOrderId, brokerageOrderId, instrumentId } });
  }

  #book(runtime: StrategyRuntime, order: ManagedOrder, fill: Fill): void {
    const { turn, followUps, account } = this.#parts;
    const { instrument } = this.#parts.marketOf(order);
    const { realised, position, oversold } = runtime.positions.apply(fill, instrument);
    const record = { type: 'fill', fill, realisedPnl: realised, positionAfter: position.quantity } as const;
    runtime.tradeLog.add(record);
    turn.record(record);
    const isBuy = fill.side === 'buy';
    const received = isBuy ? instrument.base : instrument.quote;
    account.addInflow(received, withoutFees(isBuy ? fill.quantity : fill.quoteQuantity, received, fill));
    if (oversold) tellOversold(runtime.positions, fill, instrument.base, turn);
    followUps.add(runtime, 'onFill', fill, order);
  }

  #submit(order: ManagedOrder, approved: ApprovedOrder, risk: RiskFacts | undefined): void {
    const { options, turn, brokerageClock } = this.#parts;
    const expiresAtMs = turn.nowMs + options.placeWithinMs;
    const { requestExpiry } = options.capabilities;
    const resolveByMs =
      requestExpiry === undefined ? undefined : brokerageClock.toBrokerageMs(expiresAtMs) + requestExpiry.timeToLiveMs;
    if (risk !== undefined)
      turn.record({ type: 'order-submitted', clientOrderId: order.clientOrderId, resolveByMs, risk });
    order.intentResolveByMs = resolveByMs;
    this.advance(order, { input: 'approve' });
    turn.effect({ type: 'place', order: approved, expiresAtMs, resolveByMs });
  }

  #recordRequest(order: ManagedOrder): void {
    const { turn } = this.#parts;
    turn.record({ type: 'order-requested', terms: order.terms, hold: order.hold, cause: turn.cause() });
  }

  /** Why a strategy may place nothing now, whatever it is; see {@link place}. */
  refusal(runtime: StrategyRuntime, closing = false, reduces = false): OrderReason | undefined {
    if (runtime.warmingUp)
      return { code: 'warming-up', message: 'orders are taken once the warm-up is over; check this.warmingUp' };
    if (runtime.status === 'stopped' && !closing) {
      return { code: 'stopping', message: 'the system is stopping; only cancels are carried out' };
    }
    if (runtime.isClosing && !closing) {
      return {
        code: 'closing',
        message: 'positions are being closed by command; orders are taken again when that is over',
      };
    }
    const { reason } = this.#parts.halt;
    if (reason === undefined || closing || reduces) return undefined;
    return { code: 'kill-switch', message: `new risk is halted (${reason.code}): ${reason.message}` };
  }
}

/** What of an amount is left after the fees that were taken out of it. */
function withoutFees(amount: Decimal, asset: string, { fees }: Fill): Decimal {
  let left = amount;
  for (const fee of fees) if (fee.asset === asset) left = left.minus(fee.amount);
  return left;
}
