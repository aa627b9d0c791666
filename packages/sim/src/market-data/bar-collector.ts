import type { BarColumns, MarketGap } from './market-columns.ts';
import { invalidRow } from './market-data-error.ts';

/** Flat bars that one hole is filled with at most: two years of minutes. */
const flatBarsMax = 1_051_200;

/** How bars are put together. */
export interface BarMakingOptions {
  /**
   * What becomes of intervals in which the source has nothing. `none` (default): no bar, what is missing is missing. `flat`: a bar at
   * the previous close with volume 0; never before the first bar and never across a recorded gap, where nobody looked.
   */
  readonly fillGaps?: 'none' | 'flat';
  /**
   * What becomes of intervals that the source does not cover whole: the first one when the source begins within it, the last one when
   * it ends within it, and those that a recorded gap touches. `drop` (default): no bar. `keep`: a bar of what is there.
   */
  readonly partial?: 'drop' | 'keep';
}

/** What a collector needs to know. */
export interface BarCollectorOptions extends BarMakingOptions {
  /** What messages call the source. */
  readonly source: string;
  /** Length of the bars, in milliseconds. */
  readonly intervalMs: number;
  /** Time of the first row of the whole source, where reading starts later than that. */
  readonly firstMs: number | undefined;
  /** Bars that open here or later are not wanted. */
  readonly toMs: number | undefined;
}

/** Puts parts of bars together into bars aligned to the epoch, one growing set of columns per chunk. */
export class BarCollector {
  readonly #options: BarCollectorOptions;
  readonly #dropsPartial: boolean;
  #openTimeMs = Number.NaN;
  #endMs = Number.NEGATIVE_INFINITY;
  #isWhole = true;
  #open = 0;
  #high = 0;
  #low = 0;
  #close = 0;
  #volume = 0;
  #coveredToMs = 0;
  // The last bar that was made, for flat ones; NaN: there is none, or something may have been missed since.
  #previousCloseMs = Number.NaN;
  #previousClose = Number.NaN;
  // Until when the last recorded gap lasted.
  #blindToMs = Number.NEGATIVE_INFINITY;
  #length = 0;
  #ready = createColumns(1_024);

  constructor(options: BarCollectorOptions) {
    this.#options = options;
    this.#dropsPartial = options.partial !== 'keep';
  }

  /** Whether all bars that are wanted are made. */
  get isDone(): boolean {
    const { toMs } = this.#options;
    return toMs !== undefined && this.#openTimeMs >= toMs;
  }

  /** Adds a part that starts at `timeMs` and is complete up to `coveredToMs`. */
  add(
    timeMs: number,
    coveredToMs: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
  ): void {
    if (timeMs < this.#endMs) {
      if (high > this.#high) this.#high = high;
      if (low < this.#low) this.#low = low;
      this.#close = close;
      this.#volume += volume;
    } else {
      this.#begin(timeMs);
      this.#open = open;
      this.#high = high;
      this.#low = low;
      this.#close = close;
      this.#volume = volume;
    }
    this.#coveredToMs = coveredToMs;
  }

  /** Something may be missing from `fromMs` to `toMs`: the bars that lie there even in part are not whole. */
  interrupt({ fromMs, toMs }: MarketGap): void {
    if (fromMs < this.#endMs) this.#isWhole = false;
    this.#flush();
    this.#openTimeMs = Number.NaN;
    this.#endMs = Number.NEGATIVE_INFINITY;
    this.#previousClose = Number.NaN;
    this.#previousCloseMs = Number.NaN;
    this.#blindToMs = toMs;
  }

  /** The end of the source: the last bar is whole only when the source covers it. */
  finish(): void {
    if (this.#coveredToMs < this.#endMs) this.#isWhole = false;
    this.#flush();
    this.#openTimeMs = Number.NaN;
  }

  /** The bars that are ready, in arrays that are used again afterwards. */
  takeReady(): BarColumns | undefined {
    const length = this.#length;
    if (length === 0) return undefined;
    this.#length = 0;
    const { openTimeMs, open, high, low, close, volume } = this.#ready;
    return { kind: 'bar', length, intervalMs: this.#options.intervalMs, openTimeMs, open, high, low, close, volume };
  }

  #begin(timeMs: number): void {
    const { intervalMs, firstMs } = this.#options;
    const openTimeMs = Math.floor(timeMs / intervalMs) * intervalMs;
    const isFirst = Number.isNaN(this.#openTimeMs) && this.#blindToMs === Number.NEGATIVE_INFINITY;
    this.#flush();
    this.#fillToRange(openTimeMs);
    this.#openTimeMs = openTimeMs;
    this.#endMs = openTimeMs + intervalMs;
    const beginsHere = isFirst && timeMs > openTimeMs && (firstMs === undefined || firstMs >= openTimeMs);
    this.#isWhole = !beginsHere && openTimeMs >= this.#blindToMs;
  }

  #flush(): void {
    const { toMs, fillGaps, intervalMs } = this.#options;
    const openTimeMs = this.#openTimeMs;
    if (Number.isNaN(openTimeMs) || (toMs !== undefined && openTimeMs >= toMs)) return;
    if (this.#dropsPartial && !this.#isWhole) return;
    if (fillGaps === 'flat') this.#fill(openTimeMs);
    this.#push(openTimeMs, this.#open, this.#high, this.#low, this.#close, this.#volume);
    this.#previousClose = this.#close;
    this.#previousCloseMs = openTimeMs + intervalMs;
  }

  /** A hole that reaches beyond the range is filled as far as it is wanted. */
  #fillToRange(openTimeMs: number): void {
    const { toMs, fillGaps, intervalMs } = this.#options;
    if (fillGaps !== 'flat' || toMs === undefined || openTimeMs < toMs) return;
    this.#fill(Math.ceil(toMs / intervalMs) * intervalMs);
  }

  #fill(untilMs: number): void {
    const { intervalMs, source } = this.#options;
    const price = this.#previousClose;
    if (Number.isNaN(price)) return;
    const missing = (untilMs - this.#previousCloseMs) / intervalMs;
    if (missing > flatBarsMax) {
      const value = new Date(this.#previousCloseMs).toISOString();
      const reason = `begins a hole of ${missing} bars, and at most ${flatBarsMax} are filled; correct the times, or leave fillGaps out`;
      throw invalidRow({ source }, { column: 'openTimeMs', value, reason });
    }
    for (let timeMs = this.#previousCloseMs; timeMs < untilMs; timeMs += intervalMs) {
      this.#push(timeMs, price, price, price, price, 0);
    }
    this.#previousCloseMs = Math.max(this.#previousCloseMs, untilMs);
  }

  #push(openTimeMs: number, open: number, high: number, low: number, close: number, volume: number): void {
    if (this.#length === this.#ready.open.length) this.#ready = grown(this.#ready);
    const columns = this.#ready;
    const index = this.#length;
    columns.openTimeMs[index] = openTimeMs;
    columns.open[index] = open;
    columns.high[index] = high;
    columns.low[index] = low;
    columns.close[index] = close;
    columns.volume[index] = volume;
    this.#length = index + 1;
  }
}

type PriceColumns = Pick<BarColumns, 'openTimeMs' | 'open' | 'high' | 'low' | 'close' | 'volume'>;

function createColumns(capacity: number): PriceColumns {
  const column = (): Float64Array => new Float64Array(capacity);
  return { openTimeMs: column(), open: column(), high: column(), low: column(), close: column(), volume: column() };
}

function grown(columns: PriceColumns): PriceColumns {
  const larger = createColumns(columns.open.length * 2);
  for (const field of ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const)
    larger[field].set(columns[field]);
  return larger;
}
