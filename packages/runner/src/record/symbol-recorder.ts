import path from 'node:path';
import type { Bar, Book, BookLevel, Gap, Instrument, MarketEvent, Tick, Trade } from '@trader/core';
import { barSource } from '@trader/sim';
import { type RecordedKind, type RecordedRow, type RecordingSummary, RecordingWriter } from '@trader/sim/node';

/** What is recorded of one instrument. */
export interface SymbolRecorderOptions {
  /** The instrument. */
  readonly instrument: Instrument;
  /** The folder of the brokerage's recordings. */
  readonly folder: string;
  /** What to record. */
  readonly kinds: readonly RecordedKind[];
  /** Levels per side of books. */
  readonly bookDepth: number;
  /** Length of bars, in milliseconds; where they are recorded. */
  readonly barIntervalMs?: number | undefined;
  /** A file that has grown to this many bytes is followed by another. */
  readonly fileBytesMax: number;
  /** Since when, in milliseconds since the epoch. */
  readonly startedMs: number;
}

/** What a recording of one instrument and kind has come to. */
export interface SymbolSummary extends RecordingSummary {
  /** The market. */
  readonly symbol: string;
  /** What was recorded. */
  readonly kind: RecordedKind;
}

/** Records one instrument: one recording per kind, gaps in all of them. Times are those of this machine. */
export class SymbolRecorder {
  readonly #symbol: string;
  readonly #writers: ReadonlyMap<RecordedKind, RecordingWriter>;
  // The last moment that is known to be complete.
  #heardMs: number;
  #isDown = false;
  #tick: Tick | undefined;
  readonly #barIntervalMs: number | undefined;
  #nextBarMs: number;

  constructor(options: SymbolRecorderOptions) {
    const { instrument, folder, kinds, bookDepth, fileBytesMax, startedMs, barIntervalMs } = options;
    const { symbol } = instrument;
    const own = { folder: path.join(folder, symbol), symbol, startedMs, fileBytesMax };
    this.#symbol = symbol;
    this.#heardMs = startedMs;
    this.#barIntervalMs = barIntervalMs;
    // The bar that forms is whole when it ends, whoever looked at it.
    this.#nextBarMs = barIntervalMs === undefined ? 0 : Math.floor(startedMs / barIntervalMs) * barIntervalMs;
    const ofBars = barIntervalMs === undefined ? {} : { intervalMs: barIntervalMs, startedMs: this.#nextBarMs };
    const more = { book: { depth: bookDepth }, bar: ofBars, tick: {}, trade: {}, order: {} };
    this.#writers = new Map(kinds.map(kind => [kind, new RecordingWriter({ ...own, kind, ...more[kind] })]));
  }

  /** When the next bar that is wanted opens, in milliseconds since the epoch. */
  get nextBarMs(): number {
    return this.#nextBarMs;
  }

  /** What it has come to, by kind. */
  get summaries(): readonly SymbolSummary[] {
    return [...this.#writers].map(([kind, writer]) => ({ symbol: this.#symbol, kind, ...writer.summary }));
  }

  /** Takes in what the brokerage said. */
  take(event: MarketEvent, nowMs: number): void {
    switch (event.type) {
      case 'tick':
        this.#takeTick(event, nowMs);
        break;
      case 'trade':
        this.#add('trade', nowMs, tradeRow(event, nowMs));
        break;
      case 'book':
        this.#add('book', nowMs, bookRow(event, nowMs));
        break;
      case 'link':
        // What came before it went down is complete; from there on nobody knows.
        if (event.state === 'up') this.#isDown = false;
        else this.#isDown = true;
        break;
      case 'gap':
        this.#takeGap(event, nowMs);
        break;
      case 'bar':
        this.#takeBar(event, nowMs);
        break;
      case 'instrument':
        break;
      default:
        event satisfies never;
    }
  }

  /** Takes in a message of the order-by-order stream as it was sent. */
  takeMessage(message: string, nowMs: number): void {
    this.#heardMs = nowMs;
    this.#writers.get('order')?.addMessage(nowMs, message);
  }

  /** Hands what waits to the system. */
  async flush(nowMs: number): Promise<void> {
    for (const writer of this.#writers.values()) await writer.flush(nowMs);
  }

  /** Ends it: what the stream missed up to now is a gap. */
  async close(nowMs: number): Promise<void> {
    if (this.#isDown) this.#addGap(nowMs, 'the stream was down when recording ended');
    for (const writer of this.#writers.values()) await writer.close(nowMs);
  }

  /** A tick that says what the one before said is told again by brokerages that are asked: it is kept once. */
  #takeTick(tick: Tick, nowMs: number): void {
    const before = this.#tick;
    this.#tick = tick;
    if (before?.bid === tick.bid && before?.ask === tick.ask && before?.last === tick.last) this.#heardMs = nowMs;
    else this.#add('tick', nowMs, tickRow(tick, nowMs));
  }

  /** Pushed or asked for, a bar is kept once. @throws `market-data/invalid` for one that cannot be: a file of ours holds none. */
  #takeBar(bar: Bar, nowMs: number): void {
    const { symbol, intervalMs, openTimeMs } = bar;
    if (intervalMs !== this.#barIntervalMs || openTimeMs < this.#nextBarMs) return;
    barSource({ symbol, intervalMs, name: `bars of ${symbol}`, bars: [bar] });
    this.#nextBarMs = openTimeMs + intervalMs;
    this.#writers.get('bar')?.add(barRow(bar, nowMs));
  }

  #takeGap({ reason }: Gap, nowMs: number): void {
    this.#addGap(nowMs, reason);
    this.#tick = undefined;
    this.#heardMs = nowMs;
    this.#isDown = false;
  }

  #addGap(toMs: number, reason: string): void {
    const gap = { fromMs: Math.min(this.#heardMs, toMs), toMs, reason };
    // Bars are the exchange's own: they are whole, whatever we missed.
    for (const [kind, writer] of this.#writers) if (kind !== 'bar') writer.addGap(gap);
  }

  #add(kind: RecordedKind, nowMs: number, row: RecordedRow): void {
    this.#heardMs = nowMs;
    this.#writers.get(kind)?.add(row);
  }
}

/** A side that nobody quotes is `null`: a column that rows lack would look like another format. */
function tickRow({ bid, ask, last, timeMs: exchangeMs }: Tick, timeMs: number): RecordedRow {
  return { timeMs, exchangeMs, bid: bid ?? null, ask: ask ?? null, last: last ?? null };
}

function tradeRow({ price, quantity, takerSide, tradeId, timeMs: exchangeMs }: Trade, timeMs: number): RecordedRow {
  return { timeMs, exchangeMs, price, quantity, takerSide: takerSide ?? null, tradeId };
}

function barRow({ openTimeMs, open, high, low, close, volume }: Bar, timeMs: number): RecordedRow {
  return { timeMs, openTimeMs, open, high, low, close, volume };
}

function bookRow({ bids, asks, timeMs: exchangeMs }: Book, timeMs: number): RecordedRow {
  const side = (levels: readonly BookLevel[]): number[][] => levels.map(({ price, quantity }) => [price, quantity]);
  return { timeMs, exchangeMs, bids: side(bids), asks: side(asks) };
}
