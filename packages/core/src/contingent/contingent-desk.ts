import type { EngineOptions } from '../engine/engine-options.ts';
import { feesOnTop, sellableOf } from '../engine/fee-on-top.ts';
import type { OrderDesk } from '../engine/order-desk.ts';
import type { Turn } from '../engine/turn.ts';
import type { TraderEvent } from '../event/trader-event.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { InstrumentMarket } from '../market/instrument-market.ts';
import type { Bar, Tick, Trade } from '../market/market-event.ts';
import { Decimal } from '../money/decimal.ts';
import type { ManagedOrder } from '../order/managed-order.ts';
import type { OrderReason, StrategyId } from '../order/order.ts';
import type { StrategyManager } from '../strategy/strategy-manager.ts';
import type { StrategyRuntime } from '../strategy/strategy-runtime.ts';
import type { ContingentOrderEnd, ContingentOrderId, ContingentOrderState } from './contingent-order.ts';
import type { ContingentOrders } from './contingent-orders.ts';
import { exitRequest } from './exit-request.ts';
import { type ExitSize, exitSize } from './exit-size.ts';
import { type HeldStop, heldStop } from './held-stop.ts';
import type { ContingentExit, ManagedContingentOrder } from './managed-contingent-order.ts';
import { type ContingentFacts, nextStep } from './next-step.ts';
import { priceRange } from './price-range.ts';
import { watchMarket } from './watch-market.ts';

/** Contingent orders that may be live at once per strategy. */
const contingentOrdersMax = 100;

/** Waiting time after the first exit that came to nothing, in milliseconds; it doubles with each further one. */
const retryMs = 1_000;

/** Longest waiting time between two tries, in milliseconds. */
const retryMsMax = 64_000;

/** How the names of timers begin that are set here; strategies never hear of them. */
const timerPrefix = '@contingent/';

/** Tries that come to nothing before a person is told; trying goes on. */
const triesUntilAlarm = 5;

const none: readonly HeldStop[] = [];

/** What a {@link ContingentDesk} works with; owned by the engine. */
export interface ContingentDeskParts {
  /** What the engine is made of. */
  readonly options: Pick<EngineOptions, 'capabilities'>;
  /** The event in progress. */
  readonly turn: Turn;
  /** All strategies. */
  readonly strategies: StrategyManager;
  /** Where orders change. */
  readonly desk: OrderDesk;
  /** The live contingent orders. */
  readonly contingent: ContingentOrders;
  /** The market of an instrument that some strategy trades. */
  readonly market: (instrumentId: InstrumentId) => InstrumentMarket | undefined;
}

/**
 * Carries contingent orders through their lives. Market data moves them to `triggered` or `target-reached`; everything else is
 * done by {@link settle}, which asks the state table for the next step after each event until there is nothing to do.
 *
 * What was postponed is looked at again when that changes which it waits for: market data, another order, or its time.
 */
export class ContingentDesk {
  readonly #parts: ContingentDeskParts;
  #isUp = false;

  /** @param parts - What it works with. */
  constructor(parts: ContingentDeskParts) {
    this.#parts = parts;
  }

  /** Whether {@link settle} has something to look at. */
  get hasWork(): boolean {
    return this.#isUp && this.#parts.contingent.hasChanged;
  }

  /** The stops that are held on an instrument, oldest first; those of strategies that are stopped are not looked at. */
  heldStops(instrumentId: InstrumentId): readonly HeldStop[] {
    const { contingent, strategies } = this.#parts;
    const live = contingent.on(instrumentId);
    if (live.length === 0) return none;
    const watched = live.filter(({ strategy }) => strategies.get(strategy)?.status !== 'stopped');
    return watched.map(heldStop).filter(each => each !== undefined);
  }

  /** Begins to place, once everything was compared with the brokerage: before that, nothing leaves. */
  start(): void {
    const { contingent } = this.#parts;
    this.#isUp = true;
    for (const each of contingent.live()) {
      contingent.touch(each);
      const tick = this.#trustedTick(each);
      if (tick !== undefined) this.#watch(each, tick);
    }
  }

  /** Takes a new one on, or refuses it; its entry goes the way of every order. */
  place(runtime: StrategyRuntime, each: ManagedContingentOrder, waiting: readonly ManagedOrder[]): void {
    const { contingent, desk } = this.#parts;
    const refusal = each.reason ?? desk.refusal(runtime) ?? tooMany(contingent.live(runtime.id).length);
    if (refusal !== undefined) {
      this.discard(each, refusal);
      return;
    }
    this.#recordRequest(each);
    contingent.add(each);
    const { entry } = each;
    if (entry === undefined) return;
    contingent.link(each, entry.clientOrderId, 'entry');
    desk.place(runtime, entry, false, waiting);
  }

  /** Refuses a new one, its entry included. */
  discard(each: ManagedContingentOrder, reason: OrderReason): void {
    this.#recordRequest(each);
    if (each.entry !== undefined) this.#parts.desk.deny(each.entry, reason);
    this.#end(each, 'denied', reason);
  }

  /** Cancels one: its live orders, and what was to come. */
  cancel(each: ManagedContingentOrder, reason: OrderReason): void {
    if (!each.isLive || each.state === 'canceling') return;
    this.#move(each, 'canceling', reason);
    this.#parts.contingent.touch(each);
  }

  /** Cancels all of a strategy. */
  cancelAll(strategy: StrategyId, reason: OrderReason): void {
    for (const each of this.#parts.contingent.live(strategy)) this.cancel(each, reason);
  }

  /** Prices arrived: levels trail, stops and targets are reached. Other events change nothing here. */
  onEvent(event: TraderEvent): void {
    if (event.type !== 'tick' && event.type !== 'trade' && event.type !== 'bar') return;
    const { contingent } = this.#parts;
    for (const each of contingent.on(event.instrumentId)) {
      if (each.isPostponed) contingent.touch(each);
      this.#watch(each, event);
    }
  }

  /** A timer came; says whether it was one of ours. */
  onTimer(name: string): boolean {
    if (!name.startsWith(timerPrefix)) return false;
    const { contingent } = this.#parts;
    const each = contingent.get(name.slice(timerPrefix.length) as ContingentOrderId);
    if (each !== undefined) contingent.touch(each);
    return true;
  }

  /** Does what is to be done for everything that the event has changed. */
  settle(): void {
    const { contingent } = this.#parts;
    while (this.hasWork) {
      for (const each of contingent.takeChanged()) if (each.isLive) this.#settle(each);
    }
  }

  #settle(each: ManagedContingentOrder): void {
    const runtime = this.#parts.strategies.get(each.strategy);
    const market = this.#parts.market(each.instrumentId);
    // The start refuses journals with live contingent orders of strategies or symbols that are not configured.
    if (runtime === undefined || market === undefined) return;
    each.isPostponed = false;
    this.#arm(each);
    this.#noteForeignCancel(each);
    const size = this.#size(each, runtime, market);
    const step = nextStep(factsOf(each, size.left));
    switch (step) {
      case 'wait':
        each.isPostponed = size.left === 'held';
        return;
      case 'cancel-entry':
        if (each.entry !== undefined) this.#parts.desk.cancel(each.entry);
        return;
      case 'cancel-exit':
        if (each.liveExit !== undefined) this.#parts.desk.cancel(each.liveExit.order);
        return;
      case 'place-take-profit':
        this.#placeExit(each, 'take-profit', size.quantity, runtime, market);
        return;
      case 'place-stop':
        this.#placeExit(each, 'stop', size.quantity, runtime, market);
        return;
      default:
        this.#end(each, step, step === 'nothing-left' ? nothingLeft(each) : each.reason);
    }
  }

  /** From the moment there is something to exit, prices count; the latest one does at once, because the next may be long in coming. */
  #arm(each: ManagedContingentOrder): void {
    if (each.armedMs !== undefined || !each.target.isPositive()) return;
    each.armedMs = this.#parts.turn.nowMs;
    if (each.stop === undefined) return;
    this.#record(each);
    const tick = this.#trustedTick(each);
    if (tick !== undefined) this.#watch(each, tick);
  }

  /** An exit that somebody else canceled (the strategy, a person) is not placed again: the whole is canceled. */
  #noteForeignCancel(each: ManagedContingentOrder): void {
    const last = each.lastExit;
    if (last === undefined || !last.order.cancelRequested) return;
    if (each.state === 'canceling' || (each.state === 'triggered' && last.leg === 'take-profit')) return;
    this.#move(each, 'canceling', { code: 'leg-canceled', message: `its ${last.leg} order was canceled on its own` });
  }

  #size(each: ManagedContingentOrder, runtime: StrategyRuntime, market: InstrumentMarket): ExitSize {
    const onTop = feesOnTop(market.id, this.#parts.options);
    const sellable = (quantity: Decimal): Decimal => (each.side === 'sell' ? sellableOf(quantity, onTop) : quantity);
    const owned = runtime.positions.capital.get(each.base);
    const price = each.state === 'triggered' ? each.stop?.limitPrice : each.takeProfitPrice;
    return exitSize({
      target: each.target,
      exited: each.exited,
      instrument: market.instrument,
      price: price ?? priceNow(each, market),
      owned: each.side === 'sell' && !runtime.mayGoShort ? sellable(owned) : undefined,
      available: sellable(owned.minus(runtime.orders.held(each.base))),
    });
  }

  #placeExit(
    each: ManagedContingentOrder,
    leg: ContingentExit['leg'],
    quantity: Decimal,
    runtime: StrategyRuntime,
    market: InstrumentMarket,
  ): void {
    const { contingent, desk, options, turn } = this.#parts;
    const tries = each.failedTries(leg);
    if (tries >= triesUntilAlarm) this.#alarm(each, leg, tries);
    const request =
      this.#isDue(each, tries) && this.#mayPlace(runtime, market)
        ? exitRequest(each.terms, leg, quantity, market, options.capabilities)
        : undefined;
    if (request === undefined) {
      each.isPostponed = true;
      return;
    }
    const order = runtime.createOrder(request);
    turn.record({ type: 'contingent-order-leg', contingentOrderId: each.id, clientOrderId: order.clientOrderId, leg });
    contingent.link(each, order.clientOrderId, leg);
    contingent.adopt(order);
    desk.place(runtime, order, false, [], reducesPosition(each, quantity, runtime));
  }

  /** What cannot be trusted would be denied; waiting for it is not a failed try. */
  #mayPlace({ status }: StrategyRuntime, market: InstrumentMarket): boolean {
    return status !== 'stopped' && status !== 'starting' && market.ageMs(this.#parts.turn.nowMs) !== undefined;
  }

  /** Whether the next try is due; when it is not, a timer is set once. */
  #isDue(each: ManagedContingentOrder, tries: number): boolean {
    const { turn } = this.#parts;
    const last = each.lastExit?.order;
    const dueMs =
      tries === 0 || last === undefined ? 0 : last.updatedTimeMs + Math.min(retryMs * 2 ** (tries - 1), retryMsMax);
    if (turn.nowMs >= dueMs) {
      each.retryMs = undefined;
      return true;
    }
    if (each.retryMs === dueMs) return false;
    each.retryMs = dueMs;
    const { strategy, id } = each;
    turn.effect({ type: 'set-timer', strategy, name: `${timerPrefix}${id}`, delayMs: dueMs - turn.nowMs });
    return false;
  }

  #watch(each: ManagedContingentOrder, event: Tick | Trade | Bar): void {
    const { armedMs, state, triggerBy, side } = each;
    if (!this.#isUp || armedMs === undefined || (state !== 'working' && state !== 'target-reached')) return;
    if (this.#parts.strategies.get(each.strategy)?.status === 'stopped') return;
    const range = priceRange(event, triggerBy, side, armedMs);
    const market = this.#parts.market(each.instrumentId);
    if (range === undefined || market === undefined) return;
    const target = state === 'working' && each.entry?.isLive === true ? each.takeProfitPrice : undefined;
    const { tickSize } = market.instrument;
    const { reached, stopLevel } = watchMarket(
      { side, stop: each.stop, stopLevel: each.stopLevel, target, tickSize },
      range,
    );
    const moved = stopLevel !== each.stopLevel;
    each.stopLevel = stopLevel;
    // A bar that began before the level moved has its extremes from before, too.
    if (moved && event.type !== 'bar') each.armedMs = this.#parts.turn.nowMs;
    if (reached === 'stop') this.#trigger(each, side === 'sell' ? range.low : range.high);
    else if (reached === 'target') this.#reachTarget(each);
    else if (moved) this.#record(each);
  }

  #trigger(each: ManagedContingentOrder, price: number): void {
    const level = each.stopLevel?.toString();
    this.#move(each, 'triggered', {
      code: 'stop-reached',
      message: `the market reached ${price}, the stop is at ${level}`,
    });
    this.#parts.contingent.touch(each);
    const waitsFor = each.entry?.isLive === true ? each.entry : each.liveExit?.order;
    if (waitsFor?.state !== 'unknown') return;
    const message = `the stop of ${each.id} on ${each.symbol} was reached, and what became of its order ${waitsFor.clientOrderId} is not known; the exit waits for that, so that nothing is sold twice: look at the brokerage and settle that order`;
    this.#parts.turn.alarm('warning', 'exit-waits', message, each.strategy);
  }

  #reachTarget(each: ManagedContingentOrder): void {
    const message = `the market reached the take-profit at ${each.takeProfitPrice?.toString()} before the entry was filled`;
    this.#move(each, 'target-reached', { code: 'target-reached', message });
    this.#parts.contingent.touch(each);
  }

  #alarm(each: ManagedContingentOrder, leg: string, tries: number): void {
    if (each.isAlarmed) return;
    each.isAlarmed = true;
    const why = each.lastExit?.order.reason?.message ?? 'it ended without a fill';
    const message = `the ${leg} of ${each.id} on ${each.symbol} came to nothing ${tries} times (${why}); it is tried again every ${retryMsMax / 1_000} s at the latest: look at the reason, or close the position by hand`;
    this.#parts.turn.alarm('warning', 'exit-failing', message, each.strategy);
  }

  #end(each: ManagedContingentOrder, end: ContingentOrderEnd, reason: OrderReason | undefined): void {
    each.endedBy = end;
    this.#move(each, 'ended', reason);
    this.#parts.contingent.remove(each);
  }

  #move(each: ManagedContingentOrder, state: ContingentOrderState, reason: OrderReason | undefined): void {
    each.state = state;
    each.reason = reason;
    this.#record(each);
  }

  #recordRequest({ terms, base, entry }: ManagedContingentOrder): void {
    const { turn } = this.#parts;
    turn.record({ type: 'contingent-order-requested', terms, base });
    if (entry === undefined) return;
    const { clientOrderId } = entry;
    turn.record({ type: 'contingent-order-leg', contingentOrderId: terms.id, clientOrderId, leg: 'entry' });
  }

  #record(each: ManagedContingentOrder): void {
    const { id, strategy, state, endedBy, stopLevel, armedMs, reason } = each;
    const record = { contingentOrderId: id, strategy, state, endedBy, stopLevel, armedMs, reason };
    this.#parts.turn.record({ type: 'contingent-order-changed', ...record });
  }

  #trustedTick({ instrumentId }: ManagedContingentOrder): Tick | undefined {
    const market = this.#parts.market(instrumentId);
    return market?.ageMs(this.#parts.turn.nowMs) === undefined ? undefined : market.tick;
  }
}

function factsOf(each: ManagedContingentOrder, left: ContingentFacts['left']): ContingentFacts {
  const { state, entryId, entry, liveExit, takeProfitPrice } = each;
  return {
    state,
    entry: entryId === undefined ? 'none' : entry?.isLive === true ? 'live' : 'ended',
    exit: liveExit?.leg ?? 'none',
    takesProfit: takeProfitPrice !== undefined,
    left,
    entered: entryId === undefined || entry?.filled.isPositive() === true,
  };
}

/** Whether an exit brings the position closer to zero: only such an order passes a halt. */
function reducesPosition(each: ManagedContingentOrder, quantity: Decimal, runtime: StrategyRuntime): boolean {
  if (each.side === 'sell' && !runtime.mayGoShort) return true;
  const { quantity: position } = runtime.positions.position(each.instrumentId);
  return (each.side === 'sell' ? position : position.negated()).greaterThanOrEqual(quantity);
}

function priceNow({ side }: ManagedContingentOrder, { tick }: InstrumentMarket): Decimal | undefined {
  const price = (side === 'sell' ? tick?.bid : tick?.ask) ?? tick?.last;
  return price === undefined ? undefined : Decimal.from(price);
}

function tooMany(live: number): OrderReason | undefined {
  if (live < contingentOrdersMax) return undefined;
  const message = `the strategy has ${live} live contingent orders, the most there may be; cancel some first`;
  return { code: 'contingent-orders', message };
}

function nothingLeft({ base, target }: ManagedContingentOrder): OrderReason {
  const message = `of ${target.toString()} ${base} to exit, the strategy's ledger holds less than the smallest order`;
  return { code: 'nothing-left', message };
}
