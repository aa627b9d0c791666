import { Account } from '../account/account.ts';
import type { Balance, BrokerageFault } from '../brokerage/brokerage-event.ts';
import type { Command } from '../event/command.ts';
import type {
  AccountSnapshotEvent,
  ActionEvent,
  LifecycleEvent,
  SignalEvent,
  TraderEvent,
} from '../event/trader-event.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import { BarBuilder } from '../market/bar-builder.ts';
import { InstrumentMarket } from '../market/instrument-market.ts';
import type { Bar, Book, Gap, Link, Tick, Trade } from '../market/market-event.ts';
import { defaultLookUpPolicy } from '../order/look-up-schedule.ts';
import type { ManagedOrder } from '../order/managed-order.ts';
import type { OrderReason } from '../order/order.ts';
import { OrderManagement } from '../order/order-management.ts';
import { StrategyManager, type Watchers } from '../strategy/strategy-manager.ts';
import type { HookFailure, HookName, StrategyRuntime } from '../strategy/strategy-runtime.ts';
import { Closing } from './closing.ts';
import { createRules } from './create-rules.ts';
import { createRuntimes } from './create-runtimes.ts';
import type { EngineOptions } from './engine-options.ts';
import type { EngineOutput } from './engine-output.ts';
import { FollowUps } from './follow-ups.ts';
import { ForeignOrders } from './foreign-orders.ts';
import { Halt } from './halt.ts';
import { OrderDesk } from './order-desk.ts';
import { Turn } from './turn.ts';

/** Hooks that one event may cause in all; a strategy that passes it is caught in a loop and is paused. */
const followUpsPerEventMax = 10_000;

/** One instrument's market with those who look at it: one look-up per market event finds both. */
interface Route {
  readonly market: InstrumentMarket;
  readonly watchers: Watchers;
}

/**
 * The heart of the system: takes one event after another and answers with effects and records. Synchronous and deterministic:
 * it reads no clock, draws no chance, awaits nothing; the same events with the same stamps give the same output, byte for byte.
 */
export class Engine {
  /** All strategies. @internal */
  readonly strategies: StrategyManager;
  /** All orders. @internal */
  readonly orders: OrderManagement;
  /** The account's balances. @internal */
  readonly account = new Account();
  /** Orders at the brokerage that are not ours. @internal */
  readonly foreign = new ForeignOrders();
  readonly #turn = new Turn();
  readonly #halt = new Halt();
  readonly #followUps = new FollowUps();
  readonly #routes = new Map<InstrumentId, Route>();
  readonly #desk: OrderDesk;
  readonly #closing: Closing;
  /** Whether the brokerage pushes orders and balances. */
  readonly #tellsAll: boolean;
  /** Whether it does so at present. */
  #isTold: boolean;

  /** @param options - Data and pure parts only; see the fields. */
  constructor(options: EngineOptions) {
    const { capabilities, closedOrdersMax } = options;
    this.#tellsAll = capabilities.privateStream.orders && capabilities.privateStream.balances;
    this.#isTold = this.#tellsAll;
    this.#turn.begin(options.startMs);
    const markets = new Map(options.instruments.map(instrument => [instrument.id, new InstrumentMarket(instrument)]));
    this.orders = new OrderManagement({
      capabilities,
      closedOrdersMax,
      strategies: options.strategies.map(({ id }) => id),
      lookUps: { ...defaultLookUpPolicy(capabilities.privateStream), openIntervalMs: undefined },
    });
    const services = { options, turn: this.#turn, orders: this.orders, markets };
    this.strategies = new StrategyManager(createRuntimes(services));
    for (const market of markets.values()) this.#addRoute(market, options.startMs);
    this.#desk = new OrderDesk({
      options,
      turn: this.#turn,
      orders: this.orders,
      strategies: this.strategies,
      account: this.account,
      foreign: this.foreign,
      halt: this.#halt,
      followUps: this.#followUps,
      rules: createRules(options),
      marketOf: order => this.#marketOf(order),
    });
    this.#closing = new Closing(this.strategies, this.#desk, this.#turn);
  }

  /** Engine time of the last event, in milliseconds since the epoch. */
  get nowMs(): number {
    return this.#turn.nowMs;
  }

  /** Why new risk is halted; `undefined` while trading is on. */
  get halted(): OrderReason | undefined {
    return this.#halt.reason;
  }

  /** Whether a close-all is still at work. */
  get isClosing(): boolean {
    return this.#closing.isActive;
  }

  /** The market of an instrument; `undefined` for instruments that no strategy has. @internal */
  market(instrumentId: InstrumentId): InstrumentMarket | undefined {
    return this.#routes.get(instrumentId)?.market;
  }

  /**
   * Processes one event.
   *
   * @param event - A fact.
   * @param stampMs - When it was taken from the queue, in milliseconds since the epoch; stamps never run backwards inside.
   * @returns What to do and what happened; valid until the next call reuses nothing of it.
   */
  process(event: TraderEvent, stampMs: number): EngineOutput {
    this.#turn.begin(stampMs);
    switch (event.type) {
      case 'tick':
        this.#onTick(event);
        break;
      case 'trade':
        this.#onTrade(event);
        break;
      case 'book':
        this.#onBook(event);
        break;
      case 'bar':
        this.#onBar(event);
        break;
      case 'instrument':
        this.market(event.instrument.id)?.applyInstrument(event);
        break;
      case 'link':
        this.#onLink(event);
        break;
      case 'gap':
        this.#onGap(event);
        break;
      default:
        this.#onAction(event);
    }
    this.#drainFollowUps();
    return this.#turn.end();
  }

  /** Shows bars of the past to one strategy through `onBar`, oldest first; orders are denied meanwhile. @internal */
  warmUp(runtime: StrategyRuntime, bars: readonly Bar[], stampMs: number): EngineOutput {
    this.#turn.begin(stampMs);
    runtime.warmingUp = true;
    for (const bar of bars) this.#call(runtime, 'onBar', bar);
    this.#drainFollowUps();
    runtime.warmingUp = false;
    return this.#turn.end();
  }

  #onAction(event: Exclude<ActionEvent, Link | Gap>): void {
    switch (event.type) {
      case 'order-report':
        this.#fact(event);
        this.#desk.applyReport(event, 'stream');
        return;
      case 'fill-report':
        this.#fact(event);
        this.#desk.applyFill(event);
        return;
      case 'place-outcome':
        this.#fact(event);
        this.#desk.applyPlaceOutcome(event.clientOrderId, event.outcome);
        return;
      case 'cancel-outcome':
        this.#fact(event);
        this.#desk.applyCancelOutcome(event.clientOrderId, event.outcome);
        return;
      case 'look-up-outcome':
        this.#fact(event);
        this.#desk.applyFindOutcome(event.clientOrderId, event.outcome);
        return;
      case 'balance':
        this.#onBalance(event);
        return;
      case 'account-snapshot':
        this.#onAccountSnapshot(event);
        return;
      case 'fault':
        this.#onFault(event);
        return;
      case 'heartbeat':
        this.#onHeartbeat();
        return;
      case 'check-order-status':
        this.#onCheckOrderStatus();
        return;
      case 'timer':
        this.#callById(event.strategy, 'onTimer', { name: event.name, timeMs: this.nowMs });
        return;
      case 'signal':
        this.#onSignal(event);
        return;
      case 'command':
        this.#fact(event);
        this.#onCommand(event.command, event.by);
        return;
      case 'lifecycle':
        this.#onLifecycle(event);
        return;
      default:
        event satisfies never;
    }
  }

  #onCheckOrderStatus(): void {
    this.#desk.checkOrderStatus();
    // What is not pushed is read as a whole: one list of open orders instead of a look-up for each.
    if (!this.#isTold) this.#turn.effect({ type: 'read-account', reason: 'audit' });
  }

  #onTick(tick: Tick): void {
    const route = this.#routes.get(tick.instrumentId);
    if (route === undefined) return;
    route.market.applyTick(tick, this.#turn.nowMs);
    for (const runtime of route.watchers.everyTick) this.#call(runtime, 'onTick', tick);
  }

  #onTrade(trade: Trade): void {
    const route = this.#routes.get(trade.instrumentId);
    if (route === undefined) return;
    for (const runtime of route.watchers.trade) this.#call(runtime, 'onTrade', trade);
    for (const builder of route.market.barBuilders) this.#onBars(route, builder.addTrade(trade));
  }

  #onBook(book: Book): void {
    const route = this.#routes.get(book.instrumentId);
    if (route === undefined) return;
    route.market.book = book;
    for (const runtime of route.watchers.book) this.#call(runtime, 'onBook', book);
  }

  #onBar(bar: Bar): void {
    const route = this.#routes.get(bar.instrumentId);
    if (route !== undefined) this.#onBars(route, [bar]);
  }

  #onBars(route: Route, bars: readonly Bar[]): void {
    for (const bar of bars) {
      this.#turn.bar(bar);
      for (const runtime of route.watchers.bars.get(bar.intervalMs) ?? []) this.#call(runtime, 'onBar', bar);
    }
  }

  #onLink(link: Link): void {
    if (link.stream === 'private') {
      this.#fact(link);
      this.#isTold = this.#tellsAll && link.state === 'up';
      return;
    }
    if (link.instrumentId === undefined) for (const { market } of this.#routes.values()) market.applyLink(link);
    else this.market(link.instrumentId)?.applyLink(link);
  }

  #onGap(gap: Gap): void {
    const affected = this.#routesOf(gap.instrumentId);
    if (gap.stream === 'market') for (const { market } of affected) market.applyGap(gap);
    if (gap.stream === 'private') {
      this.#fact(gap);
      this.#turn.effect({ type: 'read-account', reason: 'gap' });
    }
    const told = new Set(affected.flatMap(({ watchers }) => watchers.all));
    for (const runtime of told) this.#followUps.add(runtime, 'onGap', gap);
  }

  #onBalance(balance: Balance): void {
    this.#fact(balance);
    this.account.applyBalance(balance);
  }

  #onAccountSnapshot(snapshot: AccountSnapshotEvent): void {
    this.#fact(snapshot);
    for (const balance of snapshot.balances) this.account.applyBalance(balance);
    const listed = new Set<ManagedOrder>();
    for (const report of snapshot.openOrders) {
      const order = this.orders.route(report);
      if (order !== undefined) listed.add(order);
      this.#desk.applyReport(report, 'list');
    }
    // An order that is not among the open ones has ended, or was read too early: only a look-up can tell.
    for (const runtime of this.strategies.runtimes) {
      for (const order of runtime.orders.standing) {
        if (order.state === 'open' && !listed.has(order)) this.#desk.lookUp(order);
      }
    }
  }

  #onFault(fault: BrokerageFault): void {
    this.#fact(fault);
    const severity = fault.severity === 'fatal' ? 'halt' : 'warning';
    if (severity === 'halt') this.#halt.begin(fault.code, fault.message);
    this.#turn.alarm(severity, fault.code, fault.message);
  }

  #onHeartbeat(): void {
    for (const route of this.#routes.values()) {
      const { market, watchers } = route;
      for (const builder of market.barBuilders) this.#onBars(route, builder.advance(this.nowMs, identityOf(market)));
      if (!market.tickIsNew || market.tick === undefined) continue;
      market.tickIsNew = false;
      for (const runtime of watchers.heartbeatTick) this.#call(runtime, 'onTick', market.tick);
    }
    this.#closing.continue();
  }

  #onSignal({ strategy, name, payload }: SignalEvent): void {
    const signal = { name, payload };
    if (strategy !== undefined) this.#callById(strategy, 'onSignal', signal);
    else for (const runtime of this.strategies.runtimes) this.#call(runtime, 'onSignal', signal);
  }

  #onCommand(command: Command, by: string): void {
    switch (command.command) {
      case 'halt':
        this.#halt.begin('halted', `${by}: ${command.reason}`);
        this.#turn.alarm('halt', 'halted', `new risk was halted by ${by}: ${command.reason}`);
        return;
      case 'resume':
        this.#halt.end();
        this.#turn.alarm('warning', 'resumed', `new risk is taken again, resumed by ${by}`);
        return;
      case 'cancel-all':
        for (const runtime of this.#runtimesOf(command.strategy)) this.#cancelAll(runtime);
        return;
      case 'close-all':
        for (const runtime of this.#runtimesOf(command.strategy)) this.#closing.begin(runtime);
        return;
      case 'pause-strategy':
        for (const runtime of this.#runtimesOf(command.strategy)) this.#setStatus(runtime, 'paused', `paused by ${by}`);
        return;
      case 'resume-strategy':
        for (const runtime of this.#runtimesOf(command.strategy))
          this.#setStatus(runtime, 'running', `resumed by ${by}`);
        return;
      case 'settle': {
        const order = this.orders.get(command.clientOrderId);
        if (order === undefined)
          this.#turn.alarm('warning', 'order-not-found', `settle: no order ${command.clientOrderId} is known`);
        else this.#desk.advance(order, { input: 'settle', state: command.state, by, note: command.note });
        return;
      }
      default:
        command satisfies never;
    }
  }

  #onLifecycle({ phase }: LifecycleEvent): void {
    for (const runtime of this.strategies.runtimes) {
      if (phase === 'start') this.#call(runtime, 'onStart');
      else this.#stop(runtime);
    }
  }

  #stop(runtime: StrategyRuntime): void {
    if (runtime.status === 'stopped') return;
    const { value, failure } = runtime.save();
    if (failure !== undefined) this.#fail(runtime, failure);
    else if (value !== undefined) this.#turn.record({ type: 'strategy-saved', strategy: runtime.id, value });
    this.#call(runtime, 'onStop');
    this.#setStatus(runtime, 'stopped', 'the system is stopping');
  }

  #cancelAll(runtime: StrategyRuntime): void {
    for (const order of runtime.orders.standing) this.#desk.cancel(order);
  }

  #setStatus(runtime: StrategyRuntime, status: StrategyRuntime['status'], reason: string): void {
    if (runtime.status === status) return;
    runtime.status = status;
    if (status !== 'running') this.#followUps.forget(runtime);
    this.#turn.record({ type: 'strategy', strategy: runtime.id, status, reason });
  }

  #callById(id: string, hook: HookName, argument: unknown): void {
    const runtime = this.strategies.get(id);
    if (runtime !== undefined) this.#call(runtime, hook, argument);
  }

  #call(runtime: StrategyRuntime, hook: HookName, first?: unknown, second?: unknown): void {
    const failure = runtime.call(hook, first, second);
    if (failure !== undefined) this.#fail(runtime, failure);
    else if (runtime.hasActions) this.#desk.carryOut(runtime, runtime.takeActions());
  }

  #fail(runtime: StrategyRuntime, { hook, reason }: HookFailure): void {
    const message = `strategy "${runtime.id}" failed in ${hook}: ${reason}`;
    this.#setStatus(runtime, 'paused', message);
    this.#desk.discard(runtime.takeActions(), {
      code: 'hook-failed',
      message: `${hook} failed, so what it asked for was not carried out`,
    });
    this.#turn.alarm(
      'warning',
      'strategy-paused',
      `${message}; it is paused and its open orders stay: mend it, or resume it by command`,
      runtime.id,
    );
  }

  #drainFollowUps(): void {
    let called = 0;
    for (let next = this.#followUps.take(); next !== undefined; next = this.#followUps.take()) {
      called += 1;
      if (called <= followUpsPerEventMax) this.#call(next.runtime, next.hook, next.first, next.second);
      else
        this.#fail(next.runtime, {
          hook: next.hook,
          reason: `one event caused more than ${followUpsPerEventMax} hooks; look for orders placed in answer to their own denial`,
        });
    }
  }

  #fact(event: ActionEvent): void {
    this.#turn.record({ type: 'fact', event });
  }

  #runtimesOf(strategy: string | undefined): readonly StrategyRuntime[] {
    return strategy === undefined
      ? this.strategies.runtimes
      : this.strategies.runtimes.filter(({ id }) => id === strategy);
  }

  #routesOf(instrumentId: InstrumentId | undefined): readonly Route[] {
    if (instrumentId === undefined) return [...this.#routes.values()];
    const route = this.#routes.get(instrumentId);
    return route === undefined ? [] : [route];
  }

  #addRoute(market: InstrumentMarket, startMs: number): void {
    const watchers = this.strategies.watchers(market.id);
    if (watchers === undefined) return;
    for (const intervalMs of watchers.bars.keys()) market.barBuilders.push(new BarBuilder(intervalMs, startMs));
    this.#routes.set(market.id, { market, watchers });
  }

  #marketOf(order: ManagedOrder): InstrumentMarket {
    const market = this.market(order.instrumentId);
    // Orders are made for routed instruments only, and routes are never removed.
    if (market === undefined) throw new Error(`no market for ${order.instrumentId}`);
    return market;
  }
}

function identityOf({ instrument }: InstrumentMarket): {
  readonly instrumentId: InstrumentId;
  readonly symbol: string;
} {
  return { instrumentId: instrument.id, symbol: instrument.symbol };
}
