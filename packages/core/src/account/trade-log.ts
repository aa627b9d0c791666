import type { Decimal } from '../money/decimal.ts';
import type { Fill } from '../order/fill.ts';

/** One fill with what it did. */
export interface TradeLogEntry {
  /** The fill. */
  readonly fill: Fill;
  /** Profit or loss that it realised, in quote, before fees in quote and in third assets. */
  readonly realisedPnl: Decimal;
  /** Position in base after it. */
  readonly positionAfter: Decimal;
}

/** How a {@link TradeLog} is bounded. */
export interface TradeLogOptions {
  /** Fills kept, at least 1; the oldest go first. Default 10,000. */
  readonly entriesMax?: number | undefined;
}

/** Fills kept when nothing else is configured. */
const tradeLogMaxDefault = 10_000;

/** The fills of one strategy with their results; the oldest are forgotten first. */
export class TradeLog {
  /** Fills kept at most. */
  readonly entriesMax: number;
  // A ring: once full, the place of the oldest takes the newest.
  readonly #ring: TradeLogEntry[] = [];
  #count = 0;
  /** How many were forgotten before the ring began: places are counted from here. */
  #origin = 0;

  /** @param options - How many fills are kept. */
  constructor(options: TradeLogOptions = {}) {
    const entriesMax = options.entriesMax ?? tradeLogMaxDefault;
    if (!Number.isSafeInteger(entriesMax) || entriesMax < 1) {
      throw new RangeError(`entriesMax was ${entriesMax}; use an integer of at least 1`);
    }
    this.entriesMax = entriesMax;
  }

  /** How many fills were ever added. */
  get count(): number {
    return this.#count;
  }

  /** How many fills are kept. */
  get length(): number {
    return this.#ring.length;
  }

  /** How many fills were forgotten. */
  get evictedCount(): number {
    return this.#count - this.#ring.length;
  }

  /** The newest fill. */
  get last(): TradeLogEntry | undefined {
    return this.#ring.length === 0 ? undefined : this.#ring[(this.#count - this.#origin - 1) % this.entriesMax];
  }

  /** Begins with the newest fills of an earlier log, oldest first, that had so many in all. Use it before the first fill. */
  load(entries: readonly TradeLogEntry[], count: number): void {
    const kept = entries.slice(-this.entriesMax);
    this.#ring.push(...kept);
    this.#count = count;
    this.#origin = count - kept.length;
  }

  /** The newest fills, oldest first, at most so many. */
  newest(entriesMax: number): readonly TradeLogEntry[] {
    return entriesMax <= 0 ? [] : this.entries().slice(-entriesMax);
  }

  /** Adds a fill. */
  add(entry: TradeLogEntry): void {
    if (this.#ring.length < this.entriesMax) this.#ring.push(entry);
    else this.#ring[(this.#count - this.#origin) % this.entriesMax] = entry;
    this.#count += 1;
  }

  /** The fills that are kept, oldest first: a new list. */
  entries(): readonly TradeLogEntry[] {
    if (this.#ring.length < this.entriesMax) return this.#ring.slice();
    const start = (this.#count - this.#origin) % this.entriesMax;
    return [...this.#ring.slice(start), ...this.#ring.slice(0, start)];
  }
}
