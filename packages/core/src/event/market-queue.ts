import type { MarketEvent } from '../market/market-event.ts';
import { EventRing } from './event-ring.ts';
import { mergeTrades } from './merge-trades.ts';

/** How much market data was conflated or dropped since the start, by kind. */
export interface ConflationCounts {
  /** Ticks replaced by a newer tick of the same instrument. */
  readonly tick: number;
  /** Trades merged into another. */
  readonly trade: number;
  /** Books replaced by a newer book. */
  readonly book: number;
  /** Bars replaced by a newer statement of the same bar. */
  readonly bar: number;
  /** Market events dropped because even conflated data passed the bound. */
  readonly dropped: number;
}

/**
 * Market data on its way to the engine. While the consumer keeps up, everything passes in order. When a quarter of the bound
 * waits, data is conflated per instrument and kind until the queue has drained: the newest tick and book win, trades merge.
 * Gaps, links and instrument changes are never conflated with data, and nothing newer overtakes them.
 */
export class MarketQueue {
  /** Most entries that wait. */
  readonly lengthMax: number;
  readonly #conflateAt: number;
  /** In use while the consumer keeps up. */
  readonly #events = new EventRing<MarketEvent>();
  /** In use while conflating; insertion order is the order of the queue. */
  readonly #slots = new Map<string, MarketEvent>();
  #conflating = false;
  /** Raised by every gap, link and instrument change, so that later data gets slots behind it. */
  #generation = 0;
  readonly #counts = { tick: 0, trade: 0, book: 0, bar: 0, dropped: 0 };

  /** @param lengthMax - Most entries that wait; conflation starts at a quarter of it. */
  constructor(lengthMax: number) {
    this.lengthMax = lengthMax;
    this.#conflateAt = Math.max(1, Math.floor(lengthMax / 4));
  }

  /** How many entries wait. */
  get length(): number {
    return this.#conflating ? this.#slots.size : this.#events.length;
  }

  /** What was conflated or dropped since the start. */
  get counts(): ConflationCounts {
    return { ...this.#counts };
  }

  /** Adds an event, conflating when the consumer lags. */
  push(event: MarketEvent): void {
    if (this.#conflating) {
      this.#conflate(event);
      return;
    }
    this.#events.push(event);
    if (this.#events.length >= this.#conflateAt) this.#startConflating();
  }

  /** Takes the next event. */
  take(): MarketEvent | undefined {
    return this.#conflating ? this.#takeSlot() : this.#events.take();
  }

  #startConflating(): void {
    this.#conflating = true;
    for (let event = this.#events.take(); event !== undefined; event = this.#events.take()) this.#conflate(event);
  }

  #takeSlot(): MarketEvent | undefined {
    for (const [key, event] of this.#slots) {
      this.#slots.delete(key);
      if (this.#slots.size === 0) this.#conflating = false;
      return event;
    }
    this.#conflating = false;
    return undefined;
  }

  #conflate(event: MarketEvent): void {
    const key = this.#keyOf(event);
    const waiting = this.#slots.get(key);
    if (waiting === undefined) {
      if (this.#slots.size >= this.lengthMax) this.#dropOldestData();
      this.#slots.set(key, event);
      return;
    }
    if (event.type === 'trade' && waiting.type === 'trade') this.#slots.set(key, mergeTrades(waiting, event));
    else this.#slots.set(key, event);
    if (event.type in this.#counts) this.#counts[event.type as keyof ConflationCounts] += 1;
  }

  #keyOf(event: MarketEvent): string {
    switch (event.type) {
      case 'tick':
      case 'trade':
      case 'book':
        return `${event.type} ${event.instrumentId} ${this.#generation}`;
      case 'bar':
        return `bar ${event.instrumentId} ${event.intervalMs} ${event.openTimeMs} ${this.#generation}`;
      case 'link':
      case 'gap':
      case 'instrument':
        this.#generation += 1;
        return `${event.type} ${this.#generation}`;
      default:
        return event satisfies never;
    }
  }

  #dropOldestData(): void {
    for (const [key, event] of this.#slots) {
      if (event.type === 'link' || event.type === 'gap' || event.type === 'instrument') continue;
      this.#slots.delete(key);
      this.#counts.dropped += 1;
      return;
    }
    // Only control events wait: the oldest goes, its successor says what is true now.
    const oldest = this.#slots.keys().next();
    if (oldest.done !== true) this.#slots.delete(oldest.value);
    this.#counts.dropped += 1;
  }
}
