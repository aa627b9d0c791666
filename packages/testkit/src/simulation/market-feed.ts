import type { Book, BrokerageEvent, BrokerageSink, MarketData, Tick, Trade } from '@trader/core';
import { readOver } from './calls.ts';
import type { ModelMarketplace } from './model-market.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** The market data of one process: late, twice, out of order, with holes, or not at all. */
export class MarketFeed implements MarketData {
  readonly #process: SimulatedProcess;
  readonly #marketplace: ModelMarketplace;
  readonly #sink: BrokerageSink;
  readonly #isPushed: boolean;
  readonly #onTick = (tick: Tick): void => this.#push(tick);
  readonly #onTrade = (trade: Trade): void => this.#emitTrade(trade);
  /** Grows with everything that loses what is on its way. */
  #epoch = 0;
  /** When the last trade arrives, in milliseconds of true time: trades come in order. */
  #tradeMs = 0;
  #isUp = true;
  /** Books that were made so far. */
  #books = 0;
  /** Books up to this one are not shown any more, by symbol: newer ones were shown, or something was lost since. */
  readonly #booksShown = new Map<string, number>();
  /** Since when nothing that was shown can be trusted, in milliseconds of true time; `undefined` while prices flow. */
  #distrustedMs: number | undefined;

  /** @param process - Whose; @param marketplace - where prices are made; @param sink - where events go; @param isPushed - or pulled. */
  constructor(process: SimulatedProcess, marketplace: ModelMarketplace, sink: BrokerageSink, isPushed: boolean) {
    this.#process = process;
    this.#marketplace = marketplace;
    this.#sink = sink;
    this.#isPushed = isPushed;
  }

  /** For how long the market has been broken for the system under test, in milliseconds; 0 while it is not. */
  get brokenForMs(): number {
    return this.#distrustedMs === undefined ? 0 : this.#process.world.time.nowMs - this.#distrustedMs;
  }

  subscribe(): Promise<void> {
    if (this.#isPushed && !this.#marketplace.tickListeners.has(this.#onTick)) {
      this.#marketplace.tickListeners.add(this.#onTick);
      this.#marketplace.tradeListeners.add(this.#onTrade);
      this.#planTrouble();
    }
    return Promise.resolve();
  }

  unsubscribe(): Promise<void> {
    return Promise.resolve();
  }

  async pull(): Promise<void> {
    const { world } = this.#process;
    const fails = world.fires('failed-pull', world.streams.network, world.scenario.odds.read * 0.3);
    if (fails) throw new Error('prices could not be read');
    const ticks = await readOver(this.#process, 'prices', () => [...this.#marketplace.latest.values()]);
    for (const tick of ticks) this.#sink(tick);
  }

  history(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  /** Ends it. */
  close(): void {
    this.#marketplace.tickListeners.delete(this.#onTick);
    this.#marketplace.tradeListeners.delete(this.#onTrade);
  }

  #push(tick: Tick): void {
    const { world } = this.#process;
    const random = world.streams.network;
    if (!this.#isUp) return;
    const odds = world.scenario.odds.tick;
    if (random.chance(0.3)) this.#emitBook(tick, random.integer(1, 30));
    if (world.fires('late-tick', random, odds * 0.3)) {
      this.#emitAfter(random.integer(300, 4_000), tick);
      return;
    }
    if (world.fires('empty-tick', random, odds * 0.1)) {
      this.#emitAfter(random.integer(1, 30), { ...tick, bid: undefined, ask: undefined });
      return;
    }
    this.#emitAfter(random.integer(1, 30), tick);
    if (world.fires('repeated-tick', random, odds * 0.3)) this.#emitAfter(random.integer(1, 500), tick);
  }

  /** A trade: in order, and lost when the stream breaks before it arrives. */
  #emitTrade(trade: Trade): void {
    const { time, streams } = this.#process.world;
    if (!this.#isUp) return;
    const epoch = this.#epoch;
    this.#tradeMs = Math.max(this.#tradeMs, time.nowMs + streams.network.integer(1, 30));
    time.plan(this.#tradeMs - time.nowMs, 'public trade', () => {
      if (this.#process.isAlive && epoch === this.#epoch) this.#sink(trade);
    });
  }

  /** The top of the book, in order: an adapter never shows an older state after a newer one, nor one from before a gap after it. */
  #emitBook(tick: Tick, delayMs: number): void {
    const { time } = this.#process.world;
    const { symbol, bid, ask } = tick;
    if (bid === undefined || ask === undefined) return;
    this.#books += 1;
    const sequence = this.#books;
    time.plan(delayMs, 'public book', () => {
      if (!this.#process.isAlive || !this.#isUp || sequence <= (this.#booksShown.get(symbol) ?? 0)) return;
      this.#booksShown.set(symbol, sequence);
      this.#sink(bookOf(tick, bid, ask, sequence));
    });
  }

  #forgetBooks(): void {
    for (const symbol of this.#marketplace.latest.keys()) this.#booksShown.set(symbol, this.#books);
  }

  #emitAfter(delayMs: number, event: BrokerageEvent): void {
    const { time } = this.#process.world;
    time.plan(delayMs, `public ${event.type}`, () => {
      if (!this.#process.isAlive) return;
      if (event.type === 'tick') {
        // What was on its way when the stream broke is lost with it.
        if (!this.#isUp) return;
        this.#distrustedMs = undefined;
      } else if (event.type === 'gap' || (event.type === 'link' && event.state !== 'up')) {
        this.#distrustedMs ??= time.nowMs;
        this.#forgetBooks();
      }
      this.#sink(event);
    });
  }

  #planTrouble(): void {
    const { world } = this.#process;
    world.time.plan(1_000, 'market trouble', () => {
      if (!this.#process.isAlive || !world.troubled) return;
      this.#planTrouble();
      const random = world.streams.network;
      const { marketDown } = world.scenario.odds;
      if (!this.#isUp) return;
      if (world.fires('market-gap', random, marketDown)) {
        this.#epoch += 1;
        this.#emitAfter(1, this.#gap());
      }
      if (world.fires('market-down', random, marketDown)) this.#goDown();
    });
  }

  #goDown(): void {
    const { world } = this.#process;
    const random = world.streams.network;
    const link = { type: 'link', stream: 'market', instrumentId: undefined, reason: 'trouble' } as const;
    this.#isUp = false;
    this.#epoch += 1;
    this.#emitAfter(0, { ...link, state: random.pick(['down', 'stale']), timeMs: this.#process.nowMs() });
    world.time.plan(random.integer(200, 30_000), 'market is up', () => {
      if (!this.#process.isAlive) return;
      this.#isUp = true;
      this.#emitAfter(0, { ...link, state: 'up', timeMs: this.#process.nowMs() });
      this.#emitAfter(0, this.#gap());
    });
  }

  #gap(): BrokerageEvent {
    const { exchange } = this.#process.world;
    const toMs = exchange.nowMs;
    const reason = 'prices were lost';
    return { type: 'gap', stream: 'market', instrumentId: undefined, fromMs: toMs - 500, toMs, reason };
  }
}

/** Three levels a side. */
function bookOf({ instrumentId, symbol, timeMs }: Tick, bid: number, ask: number, sequence: number): Book {
  const level = (price: number): { readonly price: number; readonly quantity: number } => ({ price, quantity: 1 });
  const bids = [level(bid), level(bid - 1), level(bid - 2)];
  const asks = [level(ask), level(ask + 1), level(ask + 2)];
  return { type: 'book', instrumentId, symbol, bids, asks, sequence: String(sequence), timeMs };
}
