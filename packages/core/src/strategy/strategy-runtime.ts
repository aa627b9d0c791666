import type { Position } from '../account/position.ts';
import type { PositionManager } from '../account/position-manager.ts';
import type { TradeLog } from '../account/trade-log.ts';
import type { ContingentOrder, ContingentOrderId } from '../contingent/contingent-order.ts';
import type { ContingentRequest } from '../contingent/create-contingent-terms.ts';
import type { ManagedContingentOrder } from '../contingent/managed-contingent-order.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { Instrument, InstrumentId } from '../instrument/instrument.ts';
import type { Logger } from '../log/logger.ts';
import type { Book, Tick } from '../market/market-event.ts';
import type { Decimal } from '../money/decimal.ts';
import type { ManagedOrder } from '../order/managed-order.ts';
import type { ClientOrderId, Order, StrategyId } from '../order/order.ts';
import type { OrderManager } from '../order/order-manager.ts';
import type { OrderRequest } from '../order/order-request.ts';
import { checkTimers } from './check-timers.ts';
import { MissedFills } from './missed-fills.ts';
import type { PendingAction } from './pending-action.ts';
import {
  attachStrategy,
  type CapitalView,
  type OrdersView,
  type PositionsView,
  type StrategyBase,
  type StrategyClass,
  type StrategyHost,
} from './strategy-base.ts';

/** Names of the hooks that the engine calls. */
export type HookName =
  | 'onStart'
  | 'onStop'
  | 'onTick'
  | 'onTrade'
  | 'onBar'
  | 'onBook'
  | 'onOrder'
  | 'onFill'
  | 'onTimer'
  | 'onSignal'
  | 'onGap'
  | 'onSave'
  | 'onLoad';

/** What a runtime borrows from the engine. */
export interface RuntimeServices {
  /** Engine time. */
  nowMs(): number;
  /** Makes a `requested` order out of a request. */
  createOrder(runtime: StrategyRuntime, request: OrderRequest): ManagedOrder;
  /** Makes a contingent order out of a request, with its entry in state `requested`; its reason says why it is not taken. */
  createContingentOrder(runtime: StrategyRuntime, asked: ContingentRequest): ManagedContingentOrder;
  /** The live contingent orders of a strategy, oldest first. */
  contingentOrders(runtime: StrategyRuntime): readonly ManagedContingentOrder[];
  /** One live contingent order. */
  contingentOrder(id: ContingentOrderId): ManagedContingentOrder | undefined;
  /** Makes the request that closes a position, if it can be closed. */
  closingRequest(runtime: StrategyRuntime, symbol: string): OrderRequest | undefined;
  /** The latest tick of an instrument. */
  tick(instrumentId: InstrumentId): Tick | undefined;
  /** The latest book of an instrument. */
  book(instrumentId: InstrumentId): Book | undefined;
  /** The rules of an instrument. */
  instrument(instrumentId: InstrumentId): Instrument;
}

/** What a {@link StrategyRuntime} is made of. */
export interface RuntimeParts {
  /** The strategy's id. */
  readonly id: StrategyId;
  /** Its class. */
  readonly strategyClass: StrategyClass;
  /** Its checked params. */
  readonly params: unknown;
  /** Its instruments by symbol. */
  readonly instrumentIds: ReadonlyMap<string, InstrumentId>;
  /** Its order manager. */
  readonly orders: OrderManager;
  /** Its position manager. */
  readonly positions: PositionManager;
  /** Its trade log. */
  readonly tradeLog: TradeLog;
  /** Its log. */
  readonly log: Logger;
  /** Its random numbers. */
  readonly random: () => number;
  /** Whether it may sell more than it owns. */
  readonly mayGoShort: boolean;
  /** What it borrows from the engine. */
  readonly services: RuntimeServices;
}

/** A hook that failed: which, and why. */
export interface HookFailure {
  /** Which hook. */
  readonly hook: HookName;
  /** What it threw, or that it returned a promise, as a sentence. */
  readonly reason: string;
}

/** One strategy in an engine: its object, its managers, and the actions that its running hook has asked for. */
export class StrategyRuntime {
  /** The strategy's id. */
  readonly id: StrategyId;
  /** The object that the user wrote. */
  readonly strategy: StrategyBase<unknown>;
  /** Its order manager. */
  readonly orders: OrderManager;
  /** Its position manager. */
  readonly positions: PositionManager;
  /** Its trade log. */
  readonly tradeLog: TradeLog;
  /** Its log. */
  readonly log: Logger;
  /** Its instruments by symbol. */
  readonly instrumentIds: ReadonlyMap<string, InstrumentId>;
  /** Whether it may sell more than it owns. */
  readonly mayGoShort: boolean;
  /** Whether its hooks are called: from the moment the system is ready, until it is paused or stopped. */
  status: 'starting' | 'running' | 'paused' | 'stopped' = 'starting';
  /** Whether it defines `onSave`. */
  readonly savesState: boolean;
  /** Whether bars of the past are being shown. */
  warmingUp = false;
  /** Whether its positions are being closed on a person's word; it places nothing of its own meanwhile. */
  isClosing = false;
  /** Whether `onStart` has gone well in this run. */
  hasStarted = false;
  /** Names of the timers that are set. */
  readonly timers = new Set<string>();
  /** Timers that came while it was paused: they are delivered when it is resumed. */
  readonly dueTimers = new Set<string>();
  /** Fills that it has not heard of: they were booked while it was not running, in this run or in an earlier one. */
  readonly missedFills = new MissedFills();
  readonly #services: RuntimeServices;
  #actions: PendingAction[] = none;
  #inHook = false;

  /** @param parts - What it is made of. */
  constructor(parts: RuntimeParts) {
    this.id = parts.id;
    this.orders = parts.orders;
    this.positions = parts.positions;
    this.tradeLog = parts.tradeLog;
    this.log = parts.log;
    this.instrumentIds = parts.instrumentIds;
    this.mayGoShort = parts.mayGoShort;
    this.#services = parts.services;
    this.strategy = new parts.strategyClass();
    this.savesState = this.defines('onSave');
    attachStrategy(this.strategy, this.#createHost(parts));
  }

  /** Whether the running hook has asked for anything yet. */
  get hasActions(): boolean {
    return this.#actions.length > 0;
  }

  /** Whether the strategy defines a hook. */
  defines(hook: HookName): boolean {
    return typeof this.strategy[hook] === 'function';
  }

  /** Takes what the last hook asked for. */
  takeActions(): readonly PendingAction[] {
    const actions = this.#actions;
    this.#actions = none;
    return actions;
  }

  /** Calls a hook, when it is defined and the strategy runs; says how it failed, if it did. */
  call(hook: HookName, first?: unknown, second?: unknown): HookFailure | undefined {
    if (this.status !== 'running') return undefined;
    const run = this.strategy[hook] as ((first: unknown, second: unknown) => unknown) | undefined;
    if (run === undefined) return undefined;
    this.#inHook = true;
    try {
      const result = run.call(this.strategy, first, second);
      return result === undefined ? undefined : checkResult(hook, result);
    } catch (error) {
      return { hook, reason: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    } finally {
      this.#inHook = false;
    }
  }

  /** Makes an order of the strategy that the engine places on its behalf: an exit of a contingent order. */
  createOrder(request: OrderRequest): ManagedOrder {
    return this.#services.createOrder(this, request);
  }

  /** Makes the order that closes the position in a symbol, for a person's close-all; `undefined` when there is nothing to close. */
  createClosingOrder(symbol: string): ManagedOrder | undefined {
    const request = this.#services.closingRequest(this, symbol);
    return request === undefined ? undefined : this.#services.createOrder(this, request);
  }

  /** Calls `onSave` and hands out its value. */
  save(): { readonly value: unknown; readonly failure: HookFailure | undefined } {
    if (this.strategy.onSave === undefined) return { value: undefined, failure: undefined };
    try {
      const value = this.strategy.onSave();
      if (isThenable(value)) return { value: undefined, failure: checkResult('onSave', value) };
      return { value, failure: undefined };
    } catch (error) {
      return {
        value: undefined,
        failure: { hook: 'onSave', reason: error instanceof Error ? error.message : String(error) },
      };
    }
  }

  #createHost(parts: RuntimeParts): StrategyHost {
    const runtime = this;
    const { services } = parts;
    const idOf = (symbol: string): InstrumentId => this.instrumentIdOf(symbol);
    return {
      id: parts.id,
      symbols: [...parts.instrumentIds.keys()],
      params: parts.params,
      log: parts.log,
      orders: createOrdersView(parts.orders),
      positions: this.#createPositionsView(),
      capital: createCapitalView(parts),
      get warmingUp() {
        return runtime.warmingUp;
      },
      now: () => services.nowMs(),
      random: parts.random,
      tick: symbol => services.tick(idOf(symbol)),
      book: symbol => services.book(idOf(symbol)),
      instrument: symbol => services.instrument(idOf(symbol)),
      placeOrder: request => this.#place(services, request),
      cancelOrder: order => this.#cancel(order),
      cancelAll: symbol => this.#cancelAll(symbol),
      closePosition: symbol => this.#close(services, symbol),
      placeContingentOrder: asked => this.#placeContingent(services, asked),
      cancelContingentOrder: order => this.#cancelContingent(services, order),
      get contingentOrders() {
        return services.contingentOrders(runtime);
      },
      setTimer: (name, delayMs) => this.#setTimer(name, delayMs),
      clearTimer: name => this.#push({ action: 'clear-timer', name }, 'clearTimer'),
    };
  }

  #createPositionsView(): PositionsView {
    const { positions } = this;
    const position = (symbol: string): Position => positions.position(this.instrumentIdOf(symbol));
    return {
      get: position,
      get all() {
        return positions.all;
      },
    };
  }

  #place(services: RuntimeServices, request: OrderRequest): Order {
    this.#requireHook('placeOrder');
    const order = services.createOrder(this, request);
    this.#ask({ action: 'place', order });
    return order;
  }

  #close(services: RuntimeServices, symbol: string): Order | undefined {
    this.#requireHook('closePosition');
    const request = services.closingRequest(this, symbol);
    return request === undefined ? undefined : this.#place(services, request);
  }

  #cancel(orderOrId: Order | ClientOrderId): void {
    const clientOrderId = typeof orderOrId === 'string' ? orderOrId : orderOrId.clientOrderId;
    const order = this.orders.get(clientOrderId);
    if (order !== undefined) {
      this.#push({ action: 'cancel', order }, 'cancelOrder');
      return;
    }
    throw new TradingError(
      'order/not-found',
      `strategy "${this.id}" has no order ${clientOrderId}; cancel orders by the view that buy(), sell() or orders.standing gave`,
      { clientOrderId, strategy: this.id },
    );
  }

  /** Its contingent orders that have not ended, oldest first. */
  get contingentOrders(): readonly ContingentOrder[] {
    return this.#services.contingentOrders(this);
  }

  #cancelAll(symbol: string | undefined): void {
    const instrumentId = symbol === undefined ? undefined : this.instrumentIdOf(symbol);
    for (const contingent of this.#services.contingentOrders(this)) {
      if (instrumentId === undefined || contingent.instrumentId === instrumentId) {
        this.#push({ action: 'cancel-contingent', contingent }, 'cancelAll');
      }
    }
    for (const order of this.orders.standing) {
      if (instrumentId === undefined || order.instrumentId === instrumentId) {
        this.#push({ action: 'cancel', order }, 'cancelAll');
      }
    }
  }

  #placeContingent(services: RuntimeServices, asked: ContingentRequest): ContingentOrder {
    this.#requireHook('placing a contingent order');
    const contingent = services.createContingentOrder(this, asked);
    this.#ask({ action: 'place-contingent', contingent });
    return contingent;
  }

  #cancelContingent(services: RuntimeServices, { id }: ContingentOrder): void {
    const pending = this.#actions.find(each => each.action === 'place-contingent' && each.contingent.id === id);
    const contingent = pending?.action === 'place-contingent' ? pending.contingent : services.contingentOrder(id);
    // One that has ended is not known any more; canceling it does nothing, as with orders.
    if (contingent?.strategy === this.id)
      this.#push({ action: 'cancel-contingent', contingent }, 'cancelContingentOrder');
    else this.#requireHook('cancelContingentOrder');
  }

  #setTimer(name: string, delayMs: number): void {
    if (!Number.isFinite(delayMs) || delayMs < 0) {
      throw new RangeError(`setTimer("${name}"): delayMs was ${delayMs}; it must be a finite number of at least 0`);
    }
    checkTimers(this.id, name, this.timers, this.#actions);
    this.#push({ action: 'set-timer', name, delayMs }, 'setTimer');
  }

  #push(action: PendingAction, name: string): void {
    this.#requireHook(name);
    this.#ask(action);
  }

  /** A list of one takes as much room as it needs, one that grows takes more at once; most hooks ask for one thing. */
  #ask(action: PendingAction): void {
    if (this.#actions.length === 0) this.#actions = [action];
    else this.#actions.push(action);
  }

  #requireHook(action: string): void {
    if (this.#inHook) return;
    throw new TradingError(
      'strategy/not-attached',
      `${action} was used outside a hook of strategy "${this.id}"; act inside hooks, and bring outside news in through signals or timers`,
      { action },
    );
  }

  /** The instrument of a symbol; an error names the symbols that were configured. */
  instrumentIdOf(symbol: string): InstrumentId {
    const instrumentId = this.instrumentIds.get(symbol);
    if (instrumentId !== undefined) return instrumentId;
    const known = [...this.instrumentIds.keys()].join(', ');
    throw new TradingError(
      'strategy/invalid',
      `strategy "${this.id}" used symbol "${symbol}", which is not one of its symbols (${known}); add it to the strategy's configuration`,
      { strategy: this.id, field: 'symbols', reason: `"${symbol}" is not configured` },
    );
  }
}

// Never written: the first action makes a list of its own.
const none: PendingAction[] = [];

function createOrdersView(orders: OrderManager): OrdersView {
  return {
    get standing() {
      return orders.standing;
    },
    get closed() {
      return orders.closed;
    },
    get: clientOrderId => orders.get(clientOrderId),
  };
}

function createCapitalView({ orders, positions }: RuntimeParts): CapitalView {
  const available = (asset: string): Decimal => positions.capital.get(asset).minus(orders.held(asset));
  return {
    total: asset => positions.capital.get(asset),
    held: asset => orders.held(asset),
    available,
    get assets() {
      return positions.capital.entries().map(([asset]) => asset);
    },
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function checkResult(hook: HookName, result: unknown): HookFailure | undefined {
  if (!isThenable(result)) return undefined;
  // Its rejection would otherwise end the process; the hook is reported as failed either way.
  result.then(undefined, () => undefined);
  return {
    hook,
    reason: `${hook} returned a promise; hooks are synchronous: bring results of asynchronous work in through signals`,
  };
}
