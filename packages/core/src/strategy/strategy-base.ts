import type { Position } from '../account/position.ts';
import type { ContingentOrder } from '../contingent/contingent-order.ts';
import type { BracketRequest, OneCancelsOtherRequest, TrailingStopRequest } from '../contingent/contingent-request.ts';
import type { ContingentRequest } from '../contingent/create-contingent-terms.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { Logger } from '../log/logger.ts';
import type { Bar, Book, Gap, Tick, Trade } from '../market/market-event.ts';
import type { Decimal } from '../money/decimal.ts';
import type { Fill } from '../order/fill.ts';
import type { ClientOrderId, Order, StrategyId } from '../order/order.ts';
import type {
  LimitOrderRequest,
  MarketOrderRequest,
  OrderRequest,
  Side,
  StopLimitOrderRequest,
} from '../order/order-request.ts';
import type { SchemaOutput } from './standard-schema.ts';

/** An order request without its side: what `buy` and `sell` take. */
export type SidelessOrderRequest =
  | Omit<MarketOrderRequest, 'side'>
  | Omit<LimitOrderRequest, 'side'>
  | Omit<StopLimitOrderRequest, 'side'>;

/** A strategy's own orders, as of the last processed event. */
export interface OrdersView {
  /** Live orders (requested, submitted, unknown, open), oldest first. */
  readonly standing: readonly Order[];
  /** Ended orders, oldest first; bounded, the oldest are forgotten. */
  readonly closed: readonly Order[];
  /** One order by our id, standing or closed. */
  get(clientOrderId: ClientOrderId): Order | undefined;
}

/** A strategy's own positions. */
export interface PositionsView {
  /** The position in one symbol; a flat one when nothing was traded. */
  get(symbol: string): Position;
  /** Every symbol that was ever traded. */
  readonly all: readonly Position[];
}

/** A strategy's own capital by asset. */
export interface CapitalView {
  /** What it owns: configured capital and everything its fills and fees changed. */
  total(asset: string): Decimal;
  /** What its live orders may still use up. */
  held(asset: string): Decimal;
  /** `total − held`: what a new order may use. */
  available(asset: string): Decimal;
  /** Every asset it ever held. */
  readonly assets: readonly string[];
}

/** One public signal from outside. */
export interface Signal {
  /** What kind. */
  readonly name: string;
  /** JSON-friendly content. */
  readonly payload: unknown;
}

/** One timer that came. */
export interface TimerFired {
  /** The name it was set with. */
  readonly name: string;
  /** Engine time, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** What the engine lends to a strategy. Strategies use {@link StrategyBase}; tests and other engines may implement this. */
export interface StrategyHost {
  /** The strategy's id. */
  readonly id: StrategyId;
  /** The symbols it was configured with. */
  readonly symbols: readonly string[];
  /** Its validated params. */
  readonly params: unknown;
  /** Its log, with its id on every line. */
  readonly log: Logger;
  /** Its orders. */
  readonly orders: OrdersView;
  /** Its positions. */
  readonly positions: PositionsView;
  /** Its capital. */
  readonly capital: CapitalView;
  /** Whether bars of the past are being shown; orders are denied meanwhile. */
  readonly warmingUp: boolean;
  /** Engine time. */
  now(): number;
  /** Seeded random number in [0, 1). */
  random(): number;
  /** The latest tick of a symbol. */
  tick(symbol: string): Tick | undefined;
  /** The latest book of a symbol; `undefined` while there is none that can be trusted. */
  book(symbol: string): Book | undefined;
  /** The rules of a symbol. */
  instrument(symbol: string): Instrument;
  /** Asks for an order. */
  placeOrder(request: OrderRequest): Order;
  /** Asks for a cancel. */
  cancelOrder(order: Order | ClientOrderId): void;
  /** Asks to cancel all standing orders (of one symbol). */
  cancelAll(symbol: string | undefined): void;
  /** Asks for a market order that closes the position of a symbol. */
  closePosition(symbol: string): Order | undefined;
  /** Asks for a contingent order. */
  placeContingentOrder(asked: ContingentRequest): ContingentOrder;
  /** Asks to cancel a contingent order. */
  cancelContingentOrder(order: ContingentOrder): void;
  /** Its live contingent orders, oldest first. */
  readonly contingentOrders: readonly ContingentOrder[];
  /** Sets a timer. */
  setTimer(name: string, delayMs: number): void;
  /** Forgets a timer. */
  clearTimer(name: string): void;
}

/** What a strategy needs beyond the hooks that it defines; `static needs` on the class. */
export interface StrategyNeeds {
  /** Lengths of the bars to build, in milliseconds: `[60_000]`. Needed for `onBar`. */
  readonly bars?: readonly number[];
  /** Levels per side of the book; needed for `onBook` and `book()`. Default 10 when `onBook` is defined, otherwise 0. */
  readonly bookDepth?: number;
  /** How many complete bars of each length in `bars` to show through `onBar` before `onStart`. Default 0. */
  readonly warmUpBars?: number;
}

/** When `onTick` is called: at most once per heartbeat and symbol with the latest tick (`heartbeat`), or on every tick (`event`). */
export type StrategyPace = 'heartbeat' | 'event';

const hostKey = Symbol.for('@trader/core/StrategyHost');

/**
 * The class that strategies extend: hooks that the engine calls, actions that it carries out, views on its state.
 *
 * Hooks are synchronous. A hook that throws or returns a promise pauses its strategy, and the actions of that hook are not
 * carried out; other strategies go on. Actions are carried out when the hook returns; what becomes of them arrives through
 * `onOrder` and `onFill`, never inside the call.
 *
 * @example
 * ```ts
 * export default class BuyTheDip extends StrategyBase {
 *   override onTick(tick: Tick) {
 *     if (tick.ask !== undefined && tick.ask < 1_000_000 && this.orders.standing.length === 0) {
 *       this.buy({ symbol: tick.symbol, type: 'limit', quantity: '0.001', price: tick.ask });
 *     }
 *   }
 * }
 * ```
 */
export abstract class StrategyBase<Schema = undefined> {
  /** A Standard Schema that checks and types `params`. */
  static params?: unknown;
  /** What the strategy needs beyond its hooks. */
  static needs?: StrategyNeeds;
  /** When `onTick` is called. Default `heartbeat`. */
  static pace?: StrategyPace;

  /** Once, after warm-up and `onLoad`, before the first event. */
  onStart?(): void;
  /** Once, before the system stops; orders placed here are denied, cancels are carried out. */
  onStop?(): void;
  /** The best prices, at the declared pace. */
  onTick?(tick: Tick): void;
  /** A public trade. */
  onTrade?(trade: Trade): void;
  /** A complete bar of a declared length. */
  onBar?(bar: Bar): void;
  /** The top of the book changed. */
  onBook?(book: Book): void;
  /** One of its orders changed. */
  onOrder?(order: Order): void;
  /** One of its orders traded; the position already counts it. */
  onFill?(fill: Fill, order: Order): void;
  /** One of its timers came. */
  onTimer?(timer: TimerFired): void;
  /** A signal from outside arrived. */
  onSignal?(signal: Signal): void;
  /** Something may have been missed; look at what you rely on. */
  onGap?(gap: Gap): void;
  /** Gives the value to remember across restarts; JSON-friendly. */
  onSave?(): unknown;
  /** Gets back what the last `onSave` of an earlier run gave. */
  onLoad?(saved: unknown): void;

  /** The strategy's id in the system. */
  get id(): StrategyId {
    return this.#host('id').id;
  }

  /** The symbols it was configured with. */
  get symbols(): readonly string[] {
    return this.#host('symbols').symbols;
  }

  /** Its params, checked by `static params`. */
  get params(): SchemaOutput<Schema> {
    return this.#host('params').params as SchemaOutput<Schema>;
  }

  /** Its log. */
  get log(): Logger {
    return this.#host('log').log;
  }

  /** Its orders, as of the last processed event. */
  get orders(): OrdersView {
    return this.#host('orders').orders;
  }

  /** Its positions. */
  get positions(): PositionsView {
    return this.#host('positions').positions;
  }

  /** Its capital by asset. */
  get capital(): CapitalView {
    return this.#host('capital').capital;
  }

  /** Whether bars of the past are being shown before the start; orders are denied meanwhile. */
  get warmingUp(): boolean {
    return this.#host('warmingUp').warmingUp;
  }

  /** Engine time, in milliseconds since the epoch; the same in live, paper and backtest. */
  now(): number {
    return this.#host('now').now();
  }

  /** A random number in [0, 1) from the strategy's own seeded source; replay gives the same numbers. */
  random(): number {
    return this.#host('random').random();
  }

  /** The latest tick of a symbol, if one came. */
  tick(symbol: string): Tick | undefined {
    return this.#host('tick').tick(symbol);
  }

  /** The latest book of a symbol; `undefined` while there is none that can be trusted. */
  book(symbol: string): Book | undefined {
    return this.#host('book').book(symbol);
  }

  /** The rules of a symbol; rounding helpers live there. */
  instrument(symbol: string): Instrument {
    return this.#host('instrument').instrument(symbol);
  }

  /** Asks for a buy; the returned view follows the order's life. */
  buy(request: SidelessOrderRequest): Order {
    return this.#host('buy').placeOrder(withSide(request, 'buy'));
  }

  /** Asks for a sell; the returned view follows the order's life. */
  sell(request: SidelessOrderRequest): Order {
    return this.#host('sell').placeOrder(withSide(request, 'sell'));
  }

  /** Asks for an order; the returned view follows the order's life. */
  placeOrder(request: OrderRequest): Order {
    return this.#host('placeOrder').placeOrder(request);
  }

  /** Asks to cancel one of its orders; canceling an ended order does nothing. */
  cancelOrder(order: Order | ClientOrderId): void {
    this.#host('cancelOrder').cancelOrder(order);
  }

  /** Asks to cancel all its standing orders and contingent orders, or those of one symbol. */
  cancelAll(symbol?: string): void {
    this.#host('cancelAll').cancelAll(symbol);
  }

  /** Asks for the market order that closes its position in a symbol; nothing when flat or smaller than the smallest order. */
  closePosition(symbol: string): Order | undefined {
    return this.#host('closePosition').closePosition(symbol);
  }

  /**
   * Asks for an entry with its exits: once the entry has filled, a take-profit that rests at the brokerage, and a stop-loss that the
   * engine holds; whichever is reached first cancels the other. Exits are sized by what the entry really filled. The engine can act
   * only while it runs and sees the market.
   *
   * @throws TradingError `order/invalid-request`, naming the field; what grid, brokerage or risk do not allow is denied, not thrown.
   */
  placeBracket(request: BracketRequest): ContingentOrder {
    return this.#host('placeBracket').placeContingentOrder({ kind: 'bracket', request });
  }

  /** Asks for two exits of one quantity: a take-profit that rests at the brokerage and a stop that the engine holds; see {@link placeBracket}. */
  placeOneCancelsOther(request: OneCancelsOtherRequest): ContingentOrder {
    return this.#host('placeOneCancelsOther').placeContingentOrder({ kind: 'one-cancels-other', request });
  }

  /** Asks for a stop whose level trails the best price seen from now on; the engine holds it; see {@link placeBracket}. */
  placeTrailingStop(request: TrailingStopRequest): ContingentOrder {
    return this.#host('placeTrailingStop').placeContingentOrder({ kind: 'trailing-stop', request });
  }

  /** Asks to cancel a bracket, one-cancels-other or trailing stop with all its orders; one that has ended is left alone. */
  cancelContingentOrder(order: ContingentOrder): void {
    this.#host('cancelContingentOrder').cancelContingentOrder(order);
  }

  /** Its brackets, one-cancels-others and trailing stops that have not ended, oldest first; after a restart as well. */
  get contingentOrders(): readonly ContingentOrder[] {
    return this.#host('contingentOrders').contingentOrders;
  }

  /** Calls `onTimer` with this name after `delayMs`; a pending timer of the same name is replaced. */
  setTimer(name: string, delayMs: number): void {
    this.#host('setTimer').setTimer(name, delayMs);
  }

  /** Forgets the pending timer of this name. */
  clearTimer(name: string): void {
    this.#host('clearTimer').clearTimer(name);
  }

  #host(action: string): StrategyHost {
    const host = (this as unknown as { [hostKey]?: StrategyHost })[hostKey];
    if (host !== undefined) return host;
    throw new TradingError(
      'strategy/not-attached',
      `${action} was used before the engine attached ${this.constructor.name}; use it in hooks (onStart and later), not in the constructor or in field initialisers`,
      { action },
    );
  }
}

/** Every field by name: an object spread with a field added gives each request a shape of its own, which slows down all who read it. */
function withSide(request: SidelessOrderRequest, side: Side): OrderRequest {
  const { symbol, type, tag, quantity, quoteQuantity, price, timeInForce, postOnly, stopPrice, trigger } =
    request as Partial<MarketOrderRequest & LimitOrderRequest & StopLimitOrderRequest>;
  const fields = { symbol, side, type, tag, quantity, quoteQuantity, price, timeInForce, postOnly, stopPrice, trigger };
  return fields;
}

/** A strategy class, as configurations name it. */
export interface StrategyClass {
  /** Makes one strategy; no arguments. */
  // biome-ignore lint/suspicious/noExplicitAny: a class may have params of any schema, and no other type accepts them all.
  new (): StrategyBase<any>;
  /** A Standard Schema for its params. */
  readonly params?: unknown;
  /** What it needs beyond its hooks. */
  readonly needs?: StrategyNeeds;
  /** When `onTick` is called. */
  readonly pace?: StrategyPace;
  /** Its class name. */
  readonly name: string;
}

/** Lends a host to a strategy; engines call it once, before any hook. */
export function attachStrategy(strategy: StrategyBase<unknown>, host: StrategyHost): void {
  Object.defineProperty(strategy, hostKey, { value: host, configurable: true });
}
