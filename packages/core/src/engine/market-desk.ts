import type { Instrument, InstrumentId } from '../instrument/instrument.ts';
import { BarBuilder } from '../market/bar-builder.ts';
import type { InstrumentMarket } from '../market/instrument-market.ts';
import type { Bar, Book, Gap, InstrumentChanged, Link, Tick, Trade } from '../market/market-event.ts';
import type { StrategyManager, Watchers } from '../strategy/strategy-manager.ts';
import type { StrategyRuntime } from '../strategy/strategy-runtime.ts';
import type { HookCaller } from './hook-caller.ts';
import type { Turn } from './turn.ts';

/** One instrument's market with those who look at it: one look-up per market event finds both. */
interface Route {
  readonly id: InstrumentId;
  readonly market: InstrumentMarket;
  readonly watchers: Watchers;
}

/** Where market data arrives: keeps the latest of everything, builds bars, and shows it to the strategies that look at it. */
export class MarketDesk {
  readonly #routes = new Map<InstrumentId, Route>();
  readonly #hooks: HookCaller;
  readonly #turn: Turn;
  // Data mostly comes of the same instrument as before.
  #last: Route | undefined = undefined;

  /**
   * @param markets - The markets of all instruments.
   * @param strategies - Who looks at what.
   * @param hooks - How they are shown it.
   * @param turn - The event in progress; its time is when observation begins.
   */
  constructor(markets: Iterable<InstrumentMarket>, strategies: StrategyManager, hooks: HookCaller, turn: Turn) {
    this.#hooks = hooks;
    this.#turn = turn;
    for (const market of markets) {
      const watchers = strategies.watchers(market.id);
      if (watchers === undefined) continue;
      if (!market.feed.givesBars) {
        for (const intervalMs of watchers.bars.keys()) market.barBuilders.push(new BarBuilder(intervalMs, turn.nowMs));
      }
      this.#routes.set(market.id, { id: market.id, market, watchers });
    }
  }

  /** The market of an instrument; `undefined` for instruments that no strategy has. */
  market(instrumentId: InstrumentId): InstrumentMarket | undefined {
    return this.#routes.get(instrumentId)?.market;
  }

  /**
   * Every trade is seen from here on: trades were subscribed to late in the start, so what began before makes no whole bar.
   *
   * @param brokerageTimeMs - What the brokerage's clock shows, by which trades are stamped.
   */
  start(brokerageTimeMs: number): void {
    for (const { market } of this.#routes.values())
      for (const builder of market.barBuilders) builder.interrupt(brokerageTimeMs);
  }

  /** Best prices moved. */
  applyTick(tick: Tick): void {
    const route = this.#routeOf(tick.instrumentId);
    if (route === undefined) return;
    route.market.applyTick(tick, this.#turn.nowMs);
    for (const runtime of route.watchers.everyTick) this.#hooks.call(runtime, 'onTick', tick);
  }

  /** Somebody traded. */
  applyTrade(trade: Trade): void {
    const route = this.#routeOf(trade.instrumentId);
    if (route === undefined) return;
    route.market.applyTrade(trade, this.#turn.nowMs);
    for (const runtime of route.watchers.trade) this.#hooks.call(runtime, 'onTrade', trade);
    for (const builder of route.market.barBuilders) this.#showBars(route, builder.addTrade(trade));
  }

  /** The top of a book changed. */
  applyBook(book: Book): void {
    const route = this.#routeOf(book.instrumentId);
    if (route === undefined) return;
    route.market.applyBook(book, this.#turn.nowMs);
    for (const runtime of route.watchers.book) this.#hooks.call(runtime, 'onBook', book);
  }

  /** A complete bar arrived. */
  applyBar(bar: Bar): void {
    const route = this.#routeOf(bar.instrumentId);
    if (route === undefined) return;
    route.market.applyBar(bar, this.#turn.nowMs);
    this.#showBar(route, bar);
  }

  /** Rules or status of an instrument changed. */
  applyInstrument(event: InstrumentChanged): void {
    this.market(event.instrument.id)?.applyInstrument(event);
  }

  /** A market stream came up, went down or fell silent. */
  applyLink(link: Link): void {
    for (const { market } of this.#routesOf(link.instrumentId)) market.applyLink(link);
  }

  /** Market data may have been missed. */
  applyGap(gap: Gap): void {
    for (const { market } of this.#routesOf(gap.instrumentId)) market.applyGap(gap);
  }

  /**
   * Time passes: bars end, and strategies at the pace of the heartbeat see the latest tick.
   *
   * @param brokerageTimeMs - What the brokerage's clock shows, by which trades are stamped.
   */
  beat(brokerageTimeMs: number): void {
    for (const route of this.#routes.values()) {
      const { market, watchers } = route;
      for (const builder of market.barBuilders) {
        this.#showBars(route, builder.advance(brokerageTimeMs, identityOf(market.instrument)));
      }
      if (!market.tickIsNew || market.tick === undefined) continue;
      market.tickIsNew = false;
      for (const runtime of watchers.heartbeatTick) this.#hooks.call(runtime, 'onTick', market.tick);
    }
  }

  /** The strategies that look at an instrument, or at any when none is named. */
  watching(instrumentId: InstrumentId | undefined): ReadonlySet<StrategyRuntime> {
    return new Set(this.#routesOf(instrumentId).flatMap(({ watchers }) => watchers.all));
  }

  #showBars(route: Route, bars: readonly Bar[]): void {
    for (const bar of bars) {
      this.#turn.bar(bar);
      this.#showBar(route, bar);
    }
  }

  #showBar({ watchers }: Route, bar: Bar): void {
    const runtimes = watchers.bars.get(bar.intervalMs);
    if (runtimes === undefined) return;
    for (const runtime of runtimes) this.#hooks.call(runtime, 'onBar', bar);
  }

  #routeOf(instrumentId: InstrumentId): Route | undefined {
    const last = this.#last;
    if (last !== undefined && last.id === instrumentId) return last;
    const route = this.#routes.get(instrumentId);
    if (route !== undefined) this.#last = route;
    return route;
  }

  #routesOf(instrumentId: InstrumentId | undefined): readonly Route[] {
    if (instrumentId === undefined) return [...this.#routes.values()];
    const route = this.#routes.get(instrumentId);
    return route === undefined ? [] : [route];
  }
}

function identityOf({ id, symbol }: Instrument): { readonly instrumentId: InstrumentId; readonly symbol: string } {
  return { instrumentId: id, symbol };
}
