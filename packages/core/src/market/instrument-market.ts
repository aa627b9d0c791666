import type { Instrument, InstrumentId } from '../instrument/instrument.ts';
import { Decimal } from '../money/decimal.ts';
import type { BarBuilder } from './bar-builder.ts';
import { type FeedTraits, liveFeed } from './feed-traits.ts';
import type { Bar, Book, Gap, InstrumentChanged, Link, Tick, Trade } from './market-event.ts';
import { PriceGuard } from './price-guard.ts';

/** What the engine knows of one instrument's market: the latest of everything, and whether it can be trusted. */
export class InstrumentMarket {
  /** The rules as of the last change. */
  instrument: Instrument;
  /** What its market data consists of. */
  readonly feed: FeedTraits;
  /** The latest book; `undefined` after a gap or while its stream is not up. */
  book: Book | undefined = undefined;
  /** Engine time when a tick last arrived, in milliseconds since the epoch. */
  tickTimeMs: number | undefined = undefined;
  /** Whether the tick changed since the last heartbeat. */
  tickIsNew = false;
  /** Builders of the bar lengths that strategies asked for. */
  readonly barBuilders: BarBuilder[] = [];
  /** Whether what is shown can be traded on: false from a gap or a lost link until the next tick. */
  #trusted = false;
  #isUp = true;
  readonly #guard: PriceGuard | undefined;
  #tick: Tick | undefined = undefined;
  /** What stands in for the next tick; the tick is made of it when somebody asks. */
  #standIn: Bar | Trade | Book | undefined = undefined;

  /** @param instrument - The rules at the start; @param feed - what its market data consists of; @param band - how far prices may jump unconfirmed. */
  constructor(instrument: Instrument, feed: FeedTraits = liveFeed, band?: number) {
    this.instrument = instrument;
    this.feed = feed;
    this.#guard = band === undefined ? undefined : new PriceGuard(band);
  }

  /** The price as far as it is confirmed; `undefined` before the first, and where nobody asks for confirmation. */
  get confirmedPrice(): Decimal | undefined {
    const price = this.#guard?.confirmed;
    return price === undefined ? undefined : Decimal.from(price);
  }

  /** The latest tick, or what stands in for it. */
  get tick(): Tick | undefined {
    if (this.#standIn !== undefined) {
      this.#tick = tickOf(this.#standIn);
      this.#standIn = undefined;
    }
    return this.#tick;
  }

  /** The instrument's id. */
  get id(): InstrumentId {
    return this.instrument.id;
  }

  /** The best price of one side of the latest tick, or of what stands in for it. */
  best(side: 'bid' | 'ask'): number | undefined {
    const standIn = this.#standIn;
    if (standIn === undefined) return this.#tick?.[side];
    if (standIn.type === 'bar') return standIn.close;
    if (standIn.type === 'trade') return standIn.price;
    return (side === 'bid' ? standIn.bids : standIn.asks)[0]?.price;
  }

  /** Takes in a tick. */
  applyTick(tick: Tick, timeMs: number): void {
    this.#tick = tick;
    this.#standIn = undefined;
    this.tickTimeMs = timeMs;
    this.tickIsNew = true;
    this.#trusted = true;
    if (this.#guard !== undefined) this.#confirm(this.#guard);
  }

  /** Takes in a bar that came ready. */
  applyBar(bar: Bar, timeMs: number): void {
    if (!this.feed.givesTicks) this.#standInFor(bar, timeMs);
  }

  /** Takes in a trade. */
  applyTrade(trade: Trade, timeMs: number): void {
    if (!this.feed.givesTicks) this.#standInFor(trade, timeMs);
  }

  /** Takes in a book. */
  applyBook(book: Book, timeMs: number): void {
    this.book = book;
    if (!this.feed.givesTicks) this.#standInFor(book, timeMs);
  }

  /** Takes in a change of rules or status. */
  applyInstrument(event: InstrumentChanged): void {
    this.instrument = event.instrument;
  }

  /** Takes in the state of the stream: what is not up cannot be trusted. */
  applyLink(link: Link): void {
    const wasUp = this.#isUp;
    this.#isUp = link.state === 'up';
    if (wasUp && this.#isUp) return;
    // While nothing is heard nobody knows whether somebody traded: the silence makes no bars, nor does what is left of the interval.
    for (const builder of this.barBuilders) builder.interrupt(link.timeMs);
    if (!this.#isUp) this.#distrust();
  }

  /** Takes in a gap: book and forming bars are given up, prices wait for the next tick. */
  applyGap(gap: Gap): void {
    this.#distrust();
    for (const builder of this.barBuilders) builder.interrupt(gap.toMs);
  }

  /** Age of the tick in milliseconds; `undefined` while nothing came or what came cannot be trusted. */
  ageMs(nowMs: number): number | undefined {
    return this.#trusted && this.tickTimeMs !== undefined ? nowMs - this.tickTimeMs : undefined;
  }

  #standInFor(event: Bar | Trade | Book, timeMs: number): void {
    this.#standIn = event;
    this.tickTimeMs = timeMs;
    this.#trusted = true;
    if (this.#guard !== undefined) this.#confirm(this.#guard);
  }

  #confirm(guard: PriceGuard): void {
    const bid = this.best('bid');
    const ask = this.best('ask');
    const price = bid !== undefined && ask !== undefined ? (bid + ask) / 2 : (bid ?? ask);
    if (price !== undefined) guard.note(price);
  }

  #distrust(): void {
    this.#trusted = false;
    this.book = undefined;
  }
}

/** The tick that data of another kind comes to: one price for all where only one is known. */
function tickOf(event: Bar | Trade | Book): Tick {
  const { instrumentId, symbol, timeMs } = event;
  const isBook = event.type === 'book';
  const last = isBook ? undefined : event.type === 'bar' ? event.close : event.price;
  const bid = isBook ? event.bids[0]?.price : last;
  const ask = isBook ? event.asks[0]?.price : last;
  return { type: 'tick', instrumentId, symbol, bid, ask, last, timeMs };
}
