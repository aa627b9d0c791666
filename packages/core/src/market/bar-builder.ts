import type { Bar, Trade } from './market-event.ts';

/** A trade as bars need it. */
type BarTrade = Pick<
  Trade,
  'firstPrice' | 'highPrice' | 'lowPrice' | 'price' | 'quantity' | 'timeMs' | 'instrumentId' | 'symbol'
>;

/**
 * Builds bars of one length for one instrument out of public trades. A bar is complete when a trade of a later interval comes
 * or when time passes its end by the declared delay. Intervals without trades after the first trade become flat bars at the
 * previous close with volume 0. A trade that arrives after its bar was completed is counted and left out: bars never change.
 * Intervals that were not observed whole, because observation began or was interrupted within them, give no bar.
 */
export class BarBuilder {
  /** Length of the bars in milliseconds. */
  readonly intervalMs: number;
  readonly #delayMs: number;
  readonly #flatBarsMax: number;
  #open: Bar | undefined;
  #lastClose: number | undefined;
  #nextOpenTimeMs: number | undefined;
  #lateTrades = 0;
  #observedFromMs: number;

  /**
   * @param intervalMs - Length of the bars in milliseconds, positive.
   * @param observedFromMs - Since when every trade is seen, in milliseconds since the epoch.
   * @param delayMs - How long after its end a bar waits for late trades before time completes it. Default 1,000.
   * @param flatBarsMax - Most flat bars made for one silence; longer silences skip to the newest. Default 1,440.
   */
  constructor(intervalMs: number, observedFromMs: number, delayMs = 1_000, flatBarsMax = 1_440) {
    this.intervalMs = intervalMs;
    this.#observedFromMs = observedFromMs;
    this.#delayMs = delayMs;
    this.#flatBarsMax = flatBarsMax;
  }

  /** Trades that came after their bar was complete. */
  get lateTrades(): number {
    return this.#lateTrades;
  }

  /** Trades may have been missed until `timeMs`: the bar that is forming is given up, and none is made before `timeMs`. */
  interrupt(timeMs: number): void {
    this.#observedFromMs = Math.max(this.#observedFromMs, timeMs);
    this.#open = undefined;
    this.#lastClose = undefined;
    this.#nextOpenTimeMs = undefined;
  }

  /** Adds a trade; returns the bars that it completes, oldest first. */
  addTrade(trade: BarTrade): readonly Bar[] {
    const openTimeMs = Math.floor(trade.timeMs / this.intervalMs) * this.intervalMs;
    if (this.#nextOpenTimeMs !== undefined && openTimeMs < this.#nextOpenTimeMs) {
      this.#lateTrades += 1;
      return [];
    }
    const open = this.#open;
    if (open !== undefined && open.openTimeMs === openTimeMs) {
      this.#open = extend(open, trade);
      return [];
    }
    if (open !== undefined && openTimeMs < open.openTimeMs) {
      this.#lateTrades += 1;
      return [];
    }
    const completed = this.#completeUntil(openTimeMs, trade);
    this.#open = this.#begin(trade, openTimeMs);
    return completed;
  }

  /** Lets time pass; returns the bars whose end lies more than the delay before `timeMs`, oldest first. */
  advance(timeMs: number, identity: Pick<Trade, 'instrumentId' | 'symbol'>): readonly Bar[] {
    if (this.#open === undefined && this.#nextOpenTimeMs === undefined) return [];
    const due = timeMs - this.#delayMs;
    const untilOpenTimeMs = Math.floor(due / this.intervalMs) * this.intervalMs;
    const from = this.#open?.openTimeMs ?? this.#nextOpenTimeMs;
    if (from === undefined || untilOpenTimeMs <= from) return [];
    return this.#completeUntil(untilOpenTimeMs, identity);
  }

  #completeUntil(untilOpenTimeMs: number, identity: Pick<Trade, 'instrumentId' | 'symbol'>): Bar[] {
    const completed: Bar[] = [];
    let next = this.#nextOpenTimeMs;
    if (this.#open !== undefined) {
      if (this.#open.openTimeMs >= this.#observedFromMs) completed.push(this.#open);
      this.#lastClose = this.#open.close;
      next = this.#open.openTimeMs + this.intervalMs;
      this.#open = undefined;
    }
    if (next !== undefined && this.#lastClose !== undefined) {
      const firstFlat = Math.max(next, untilOpenTimeMs - this.#flatBarsMax * this.intervalMs);
      for (let openTimeMs = firstFlat; openTimeMs < untilOpenTimeMs; openTimeMs += this.intervalMs) {
        completed.push(this.#flat(identity, openTimeMs, this.#lastClose));
      }
      this.#nextOpenTimeMs = Math.max(next, untilOpenTimeMs);
    }
    return completed;
  }

  #begin(trade: BarTrade, openTimeMs: number): Bar {
    return {
      type: 'bar',
      instrumentId: trade.instrumentId,
      symbol: trade.symbol,
      intervalMs: this.intervalMs,
      openTimeMs,
      open: trade.firstPrice,
      high: trade.highPrice,
      low: trade.lowPrice,
      close: trade.price,
      volume: trade.quantity,
      timeMs: openTimeMs + this.intervalMs,
    };
  }

  #flat(identity: Pick<Trade, 'instrumentId' | 'symbol'>, openTimeMs: number, price: number): Bar {
    return {
      type: 'bar',
      instrumentId: identity.instrumentId,
      symbol: identity.symbol,
      intervalMs: this.intervalMs,
      openTimeMs,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: 0,
      timeMs: openTimeMs + this.intervalMs,
    };
  }
}

function extend(bar: Bar, trade: BarTrade): Bar {
  return {
    ...bar,
    high: Math.max(bar.high, trade.highPrice),
    low: Math.min(bar.low, trade.lowPrice),
    close: trade.price,
    volume: bar.volume + trade.quantity,
  };
}
