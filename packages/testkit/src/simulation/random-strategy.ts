import {
  type Bar,
  type Book,
  type CapitalView,
  type ContingentOrder,
  Decimal,
  type Fill,
  type Gap,
  type Order,
  type OrderRequest,
  StrategyBase,
  type StrategyClass,
  type Tick,
} from '@trader/core';
import type { World } from './world.ts';

/** Hooks that throw. */
type HookInTrouble = 'start' | 'load' | 'save' | 'tick' | 'order' | 'fill' | 'timer' | 'signal' | 'gap' | 'stop';

/** How much more often than the others those throw that are called seldom, and how much less the one that is called all the time. */
const shares: Partial<Record<HookInTrouble, number>> = {
  start: 20,
  load: 20,
  gap: 20,
  stop: 60,
  signal: 100,
  save: 0.2,
};

/** Live orders that one strategy keeps at most. */
const standingMax = 10;

/** What a strategy of a simulation reports to its host. */
export interface StrategyProbe {
  /** A strategy begins to trade with this. */
  onStarted(strategy: string, capital: CapitalView, exits: () => readonly ContingentOrder[]): void;
  /** `onLoad` gave this to a strategy. */
  onLoaded(strategy: string, saved: unknown): void;
  /** A strategy hears of a fill. */
  onFill(fillId: string): void;
  /** A strategy sees a price. */
  onTick(strategy: string, symbol: string): void;
  /** A strategy sees a book. */
  onBook(strategy: string, book: Book): void;
  /** A strategy sees a bar. */
  onBar(bar: Bar): void;
  /** A strategy looks at the book that it has. */
  onLook(strategy: string, symbol: string, book: Book | undefined): void;
  /** A strategy hears of a gap. */
  onGap(strategy: string, gap: Gap): void;
  /** A strategy hears of a timer. */
  onTimer(strategy: string): void;
  /** An order view that a strategy was handed. */
  onPlaced(order: Order): void;
  /** A hook is about to throw, after it was handed this order view. */
  onThrowing(strategy: string, order: Order | undefined): void;
  /** The process may die inside a hook. */
  mayDie(): void;
}

/** A strategy without any sense: it places, cancels, saves, sets timers and throws at random. */
abstract class RandomStrategy extends StrategyBase {
  protected abstract readonly world: World;
  protected abstract readonly probe: StrategyProbe;
  #placed = 0;
  #fills = 0;

  override onStart(): void {
    this.probe.onStarted(this.id, this.capital, () => this.contingentOrders);
    this.#mayThrow('start');
    this.setTimer('now and then', 700);
  }
  override onTick(tick: Tick): void {
    this.probe.onTick(this.id, tick.symbol);
    this.probe.onLook(this.id, tick.symbol, this.book(tick.symbol));
    this.#act(tick.symbol, 'tick');
  }
  /** What one with `onOrder` does there. */
  protected answerOrder(): void {
    if (this.random() < 0.05) this.#act('XBTZAR', 'order');
    else this.#mayThrow('order');
  }
  override onFill({ fillId }: Fill): void {
    this.probe.onFill(fillId);
    this.#fills += 1;
    if (this.random() < 0.2) this.#act('ETHZAR', 'fill');
    else this.#mayThrow('fill');
  }
  override onBook(book: Book): void {
    this.probe.onBook(this.id, book);
  }
  override onTimer(): void {
    this.probe.onLook(this.id, 'XBTZAR', this.book('XBTZAR'));
    this.probe.onTimer(this.id);
    this.setTimer('now and then', this.world.quiet ? 5_000 : 200 + Math.floor(this.random() * 800));
    this.#act('XBTZAR', 'timer');
  }
  override onSignal(): void {
    this.cancelAll();
    this.#mayThrow('signal');
  }
  override onGap(gap: Gap): void {
    this.probe.onGap(this.id, gap);
    if (!this.world.quiet && this.random() < 0.2) this.cancelAll();
    this.#mayThrow('gap');
  }
  override onStop(): void {
    this.#mayThrow('stop');
  }
  override onSave(): unknown {
    this.#mayThrow('save');
    return { placed: this.#placed, fills: this.#fills };
  }
  override onLoad(saved: unknown): void {
    this.probe.onLoaded(this.id, saved);
    const { placed, fills } = saved as { placed: number; fills: number };
    this.#placed = placed;
    this.#fills = fills;
    this.#mayThrow('load');
  }

  #act(symbol: string, hook: HookInTrouble): void {
    if (this.world.quiet) return;
    this.probe.mayDie();
    const chance = this.random();
    if (chance < 0.2) this.#cancelOne();
    else if (chance < 0.21) this.cancelAll();
    else if (chance < 0.22) this.closePosition(symbol);
    else if (chance < 0.25) this.#placeExits(symbol);
    this.#mayThrow(hook, chance < 0.85 && chance >= 0.25 ? this.#place(symbol) : undefined);
  }

  #mayThrow(hook: HookInTrouble, placed?: Order): void {
    const { hookThrows } = this.world.scenario.odds;
    // Some hooks are called seldom, and one all the time.
    const odds = hookThrows * (shares[hook] ?? 1);
    if (!this.world.troubled || odds === 0 || this.random() >= odds) return;
    if (!this.world.allows(`throw-in-${hook}`)) return;
    this.world.fired(`throw-in-${hook}`);
    this.probe.onThrowing(this.id, placed);
    const error = new Error('a mistake in the strategy');
    // A stack tells where this file lies, and the trace must not depend on that.
    error.stack = 'Error: a mistake in the strategy';
    throw error;
  }

  #cancelOne(): void {
    const { standing } = this.orders;
    const order = standing[Math.floor(this.random() * standing.length)];
    if (order !== undefined) this.cancelOrder(order);
  }

  /** Exits that the engine holds: their orders are requested by it, under the same rules. */
  #placeExits(symbol: string): void {
    if (!this.world.scenario.usesExits) return;
    const tick = this.tick(symbol);
    if (tick?.bid === undefined || this.orders.standing.length >= standingMax) return;
    const instrument = this.instrument(symbol);
    const quantity = (instrument.quantityMin ?? instrument.lotSize).times(Math.ceil(this.random() * 5));
    const { bid } = tick;
    const kind = this.random();
    if (kind < 0.3) this.placeTrailingStop({ symbol, side: 'sell', quantity, distance: 2 });
    else if (kind < 0.6) {
      const takeProfit = { price: bid + 3 };
      this.placeOneCancelsOther({ symbol, side: 'sell', quantity, takeProfit, stopLoss: { stopPrice: bid - 3 } });
    } else {
      const entry = { symbol, side: 'buy', type: 'limit', quantity, price: bid + 1 } as const;
      this.placeBracket({ entry, takeProfit: { price: bid + 4 }, stopLoss: { stopPrice: bid - 3 } });
    }
    const [oldest] = this.contingentOrders;
    if (oldest !== undefined && this.random() < 0.4) this.cancelContingentOrder(oldest);
  }

  #place(symbol: string): Order | undefined {
    if (this.orders.standing.length >= standingMax) return undefined;
    const request = this.#request(symbol);
    if (request === undefined) return undefined;
    this.#placed += 1;
    const order = this.placeOrder(request);
    this.probe.onPlaced(order);
    return order;
  }

  #request(symbol: string): OrderRequest | undefined {
    const tick = this.tick(symbol);
    if (tick?.bid === undefined || tick.ask === undefined) return undefined;
    const instrument = this.instrument(symbol);
    const side = this.random() < 0.5 ? 'buy' : 'sell';
    const quantity = (instrument.quantityMin ?? instrument.lotSize).times(Math.ceil(this.random() * 20));
    const kind = this.random();
    if (kind < 0.15) {
      return side === 'buy'
        ? { symbol, side, type: 'market', quoteQuantity: quantity.times(String(tick.ask)).round(2, 'up') }
        : { symbol, side, type: 'market', quantity };
    }
    const price = Decimal.from(tick.bid + Math.floor(this.random() * 12) - 6);
    if (kind < 0.25 && this.world.scenario.capabilities.orderTypes.includes('stop-limit')) {
      const isAbove = this.random() < 0.5;
      const stopPrice = Decimal.from(tick.bid + (isAbove ? 1 : -1) * Math.floor(this.random() * 4));
      return { symbol, side, type: 'stop-limit', quantity, price, stopPrice, trigger: isAbove ? 'above' : 'below' };
    }
    const limit = { symbol, side, type: 'limit', quantity, price } as const;
    if (kind < 0.3) return { ...limit, timeInForce: 'IOC' };
    if (kind < 0.36) return { ...limit, timeInForce: 'FOK' };
    if (kind < 0.45) return { ...limit, postOnly: true };
    // Off the grid: risk denies it.
    if (kind < 0.48) return { ...limit, quantity: quantity.plus('0.00001') };
    return limit;
  }
}

/** The class of a {@link RandomStrategy} in one world. */
export function createRandomStrategy(world: World, pace: 'event' | 'heartbeat', probe: StrategyProbe): StrategyClass {
  // One of the two is told of fills alone, and what it remembers of them has to be saved all the same.
  class WithoutOnOrder extends RandomStrategy {
    static override pace = pace;
    protected override readonly world = world;
    protected override readonly probe = probe;
  }
  if (pace === 'heartbeat') return WithoutOnOrder;
  return class extends WithoutOnOrder {
    static override readonly needs = { bars: [5_000] };
    override onBar(bar: Bar): void {
      this.probe.onBar(bar);
    }
    override onOrder(): void {
      this.answerOrder();
    }
  };
}
