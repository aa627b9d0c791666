import type { BookLevel, BrokerageEvent, Instrument, MarketSubscription, Tick } from '@trader/core';
import { type Execution, OrderBook, type OrderBookOptions } from '../book/order-book.ts';
import { marketStatusToCore } from '../translate/market-to-core.ts';
import { type MarketFrame, readMarketFrame } from '../wire/market-frame.ts';
import type { MarketSnapshot, MarketUpdate } from '../wire/stream-wire.ts';
import { sequenceBreak } from './sequence-check.ts';
import { endByError, lost, type SessionEnd } from './session-end.ts';
import { StreamLink, type StreamOptions } from './stream-link.ts';

/** What is wanted of an instrument: best prices, trades, levels per side of the book. */
type MarketWishes = Pick<MarketSubscription, 'tick' | 'trade' | 'bookDepth'>;

/** What a market stream needs from its owner. */
export interface MarketStreamOptions extends StreamOptions {
  /** Which instrument, with its rules as known now. */
  readonly instrument: Instrument;
  /** What to tell of it; may change later. */
  readonly wishes: MarketWishes;
  /** Hears every message as it was sent, before anything is made of it. */
  readonly onMessage?: ((text: string) => void) | undefined;
  /** How strict the book is and how large it may get. */
  readonly book?: OrderBookOptions | undefined;
}

/** The market data of one instrument, over one connection of its own. */
export interface MarketStream {
  /** The instrument as the stream has told it. */
  readonly instrument: Instrument;
  /** The order-by-order book; `undefined` while it is not known to be right. Valid until the next event only. */
  readonly book: OrderBook | undefined;
  /** Sequence of the last message that is in the book, decimal text. */
  readonly sequence: string | undefined;
  /** Connects; nothing happens before. */
  start(): void;
  /** Resolves when the first snapshot is there. Rejects when a person is needed, and when aborted or stopped. */
  whenLive(signal?: AbortSignal): Promise<void>;
  /** Changes what is told; what is newly wanted is told at once. */
  setWishes(wishes: MarketWishes): void;
  /** The last trade's price from elsewhere, in milliseconds of Luno's time: taken over while the stream has seen no trade. */
  offerLastPrice(price: number): void;
  /** Tells the present tick again: it is so still. Says nothing while the stream is down or silent. */
  repeatTick(): void;
  /** Ends it; resolves when no timer and no socket is left. Nothing is told any more. */
  stop(): Promise<void>;
}

/**
 * The market stream of one instrument: the book from Luno's snapshot and every update after it, told as ticks, trades, and the top of
 * the book.
 *
 * Whatever breaks the chain (a sequence that is not the next, a message that contradicts the book, a lost connection) hides the book
 * at once; the link goes down; the next snapshot is preceded by a gap from the last good message on, in Luno's time. A book that is
 * crossed or guessed is never shown.
 */
export function createMarketStream(options: MarketStreamOptions): MarketStream {
  return new LunoMarketStream(options);
}

const noLevels: readonly BookLevel[] = [];

class LunoMarketStream implements MarketStream {
  readonly #options: MarketStreamOptions;
  readonly #link: StreamLink;
  #instrument: Instrument;
  #wishes: MarketWishes;
  #book: OrderBook;
  // Sequence and time of the message that the book shows; no sequence: no book.
  #sequence: number | bigint | undefined;
  #timeMs = 0;
  #isQuiet = false;
  #isStopped = false;
  #last: number | undefined;
  #told: Tick | undefined;
  #bids: readonly BookLevel[] = noLevels;
  #asks: readonly BookLevel[] = noLevels;
  // Since when messages may be missing, once any were there.
  #gap: { readonly fromMs: number; readonly reason: string } | undefined;

  constructor(options: MarketStreamOptions) {
    const { symbol, id } = options.instrument;
    this.#options = options;
    this.#instrument = options.instrument;
    this.#wishes = options.wishes;
    this.#book = new OrderBook(options.instrument, options.book);
    this.#link = new StreamLink(options, {
      path: `/api/1/stream/${encodeURIComponent(symbol)}`,
      stream: 'market',
      instrumentId: id,
      subject: `market stream ${symbol}`,
      onOpen: () => undefined,
      onFrame: text => {
        options.onMessage?.(text);
        return this.#frame(readMarketFrame(text));
      },
      onEnd: reason => this.#hide(reason),
      onQuiet: isQuiet => {
        this.#isQuiet = isQuiet;
      },
    });
  }

  get instrument(): Instrument {
    return this.#instrument;
  }

  get book(): OrderBook | undefined {
    return this.#sequence === undefined ? undefined : this.#book;
  }

  get sequence(): string | undefined {
    return this.#sequence?.toString();
  }

  start(): void {
    this.#link.start();
  }

  whenLive(signal?: AbortSignal): Promise<void> {
    return this.#link.whenLive(signal);
  }

  setWishes(wishes: MarketWishes): void {
    const before = this.#wishes;
    this.#wishes = wishes;
    if (this.#sequence === undefined) return;
    if (wishes.tick && !before.tick) this.#tellTick();
    if (wishes.bookDepth > 0 && wishes.bookDepth !== before.bookDepth) this.#tellBook();
  }

  offerLastPrice(price: number): void {
    if (this.#sequence === undefined || this.#last !== undefined) return;
    this.#last = price;
    this.#tellTickIfChanged();
  }

  repeatTick(): void {
    if (this.#sequence !== undefined && !this.#isQuiet) this.#tellTick();
  }

  stop(): Promise<void> {
    this.#sequence = undefined;
    this.#isStopped = true;
    return this.#link.stop();
  }

  #frame(frame: MarketFrame): SessionEnd | undefined {
    switch (frame.kind) {
      case 'update':
        return this.#update(frame);
      case 'keep-alive':
        return undefined;
      case 'error':
        return endByError(frame);
      case 'snapshot':
        return this.#snapshot(frame);
      default:
        return frame satisfies never;
    }
  }

  #snapshot(snapshot: MarketSnapshot): SessionEnd | undefined {
    if (this.#sequence !== undefined)
      return lost(`a second snapshot (${snapshot.sequence}) came on the same connection`);
    const reason = this.#book.load(snapshot);
    if (reason !== undefined) return lost(`the snapshot ${snapshot.sequence} contradicts itself: ${reason}`);
    this.#tellGap(snapshot.timeMs);
    this.#sequence = snapshot.sequence;
    this.#timeMs = snapshot.timeMs;
    this.#link.live(`snapshot ${snapshot.sequence} with ${this.#book.size} orders`);
    this.#status(snapshot.status);
    if (this.#wishes.tick) this.#tellTick();
    if (this.#wishes.bookDepth > 0) this.#tellBook();
    return undefined;
  }

  #update(update: MarketUpdate): SessionEnd | undefined {
    const last = this.#sequence;
    if (last === undefined) return lost(`update ${update.sequence} came before the snapshot`);
    const reason = sequenceBreak(last, update.sequence) ?? this.#book.apply(update);
    if (reason !== undefined) return lost(`after ${last}: ${reason}`);
    this.#sequence = update.sequence;
    this.#timeMs = update.timeMs;
    const { executions } = this.#book;
    if (executions.length > 0) this.#trades(executions);
    if (update.status !== undefined) this.#status(update.status);
    if (this.#wishes.tick) this.#tellTickIfChanged();
    if (this.#wishes.bookDepth > 0) this.#tellBookIfChanged();
    return undefined;
  }

  #trades(executions: readonly Execution[]): void {
    for (const { tradeId, price, quantity, takerSide } of executions) {
      this.#last = price;
      if (!this.#wishes.trade) continue;
      const { id, symbol } = this.#instrument;
      const prices = { price, firstPrice: price, highPrice: price, lowPrice: price };
      const timeMs = this.#timeMs;
      this.#tell({
        type: 'trade',
        instrumentId: id,
        symbol,
        ...prices,
        quantity,
        takerSide,
        tradeId,
        count: 1,
        timeMs,
      });
    }
  }

  #status(word: string | undefined): void {
    if (word === undefined) return;
    const instrument = this.#instrument.withStatus(marketStatusToCore(word));
    if (instrument === this.#instrument) return;
    this.#instrument = instrument;
    this.#tell({ type: 'instrument', instrument, timeMs: this.#options.clock.nowMs() });
  }

  /** Between two connections anything may have happened, also to the last price. */
  #hide(reason: string): void {
    if (this.#sequence !== undefined) this.#gap = { fromMs: this.#timeMs, reason };
    this.#sequence = undefined;
    this.#isQuiet = false;
    this.#last = undefined;
    this.#told = undefined;
  }

  #tellGap(snapshotMs: number): void {
    if (this.#gap === undefined) return;
    const { fromMs, reason } = this.#gap;
    this.#gap = undefined;
    const toMs = Math.max(fromMs, snapshotMs);
    this.#tell({ type: 'gap', stream: 'market', instrumentId: this.#instrument.id, fromMs, toMs, reason });
  }

  #tellTickIfChanged(): void {
    const told = this.#told;
    const { bestBid, bestAsk } = this.#book;
    if (told?.bid !== bestBid || told?.ask !== bestAsk || told?.last !== this.#last) this.#tellTick();
  }

  #tellTick(): void {
    const { id, symbol } = this.#instrument;
    const { bestBid: bid, bestAsk: ask } = this.#book;
    this.#told = { type: 'tick', instrumentId: id, symbol, bid, ask, last: this.#last, timeMs: this.#timeMs };
    this.#tell(this.#told);
  }

  #tellBookIfChanged(): void {
    const depth = this.#wishes.bookDepth;
    const isSame =
      this.#book.showsLevels('bids', depth, this.#bids) && this.#book.showsLevels('asks', depth, this.#asks);
    if (!isSame) this.#tellBook();
  }

  #tellBook(): void {
    const depth = this.#wishes.bookDepth;
    const { id, symbol } = this.#instrument;
    const bids = this.#book.levels('bids', depth);
    const asks = this.#book.levels('asks', depth);
    this.#bids = bids;
    this.#asks = asks;
    this.#tell({ type: 'book', instrumentId: id, symbol, bids, asks, sequence: this.sequence, timeMs: this.#timeMs });
  }

  #tell(event: BrokerageEvent): void {
    if (!this.#isStopped) this.#options.sink(event);
  }
}
