import type { BarColumns, MarketColumns } from '../market-data/market-columns.ts';

/** Length of the first bars of data that has no bars of its own, in milliseconds. */
const finestMs = 1_000;

/** Bars for a chart out of any data: few enough to draw, however much there is. Whenever there are too many, two become one. */
export class ChartBars {
  private readonly barsMax: number;
  private intervalMs = 0;
  private length = 0;
  private bars: BarColumns;
  private endMs = Number.NEGATIVE_INFINITY;

  /** @param barsMax - How many bars are kept at most, at least 2. */
  constructor(barsMax: number) {
    this.barsMax = barsMax;
    this.bars = createBars(barsMax, 0);
  }

  /** Adds rows of a chunk. */
  add(columns: MarketColumns, from: number, to: number): void {
    if (this.intervalMs === 0) this.intervalMs = columns.kind === 'bar' ? columns.intervalMs : finestMs;
    switch (columns.kind) {
      case 'bar':
        this.addBars(columns, from, to);
        return;
      case 'trade':
        for (let row = from; row < to; row += 1)
          this.addPrice(columns.timeMs[row] as number, columns.price[row] as number, columns.quantity[row] as number);
        return;
      case 'tick':
        for (let row = from; row < to; row += 1) {
          const last = columns.last[row] as number;
          const price = Number.isNaN(last) ? middle(columns.bid[row] as number, columns.ask[row] as number) : last;
          this.addPrice(columns.timeMs[row] as number, price, 0);
        }
        return;
      case 'book':
        for (let row = from; row < to; row += 1) {
          const at = row * columns.depth;
          const price = middle(columns.bidPrice[at] as number, columns.askPrice[at] as number);
          this.addPrice(columns.timeMs[row] as number, price, 0);
        }
        return;
      default:
        columns satisfies never;
    }
  }

  /** The bars, in arrays of their own. */
  finish(): BarColumns {
    const { length, intervalMs, bars } = this;
    const cut = (column: Float64Array): Float64Array => column.slice(0, length);
    return {
      kind: 'bar',
      length,
      intervalMs: intervalMs === 0 ? finestMs : intervalMs,
      openTimeMs: cut(bars.openTimeMs),
      open: cut(bars.open),
      high: cut(bars.high),
      low: cut(bars.low),
      close: cut(bars.close),
      volume: cut(bars.volume),
    };
  }

  private addBars(columns: BarColumns, from: number, to: number): void {
    const { openTimeMs, open, high, low, close, volume } = columns;
    let row = from;
    while (row < to) {
      const timeMs = openTimeMs[row] as number;
      if (timeMs >= this.endMs) this.begin(timeMs, open[row] as number, high[row] as number, low[row] as number);
      const { bars, endMs } = this;
      const index = this.length - 1;
      let top = bars.high[index] as number;
      let bottom = bars.low[index] as number;
      let sum = bars.volume[index] as number;
      // All rows of one bar in one go.
      do {
        top = Math.max(top, high[row] as number);
        bottom = Math.min(bottom, low[row] as number);
        sum += volume[row] as number;
        row += 1;
      } while (row < to && (openTimeMs[row] as number) < endMs);
      bars.high[index] = top;
      bars.low[index] = bottom;
      bars.volume[index] = sum;
      bars.close[index] = close[row - 1] as number;
    }
  }

  private addPrice(timeMs: number, price: number, volume: number): void {
    if (!Number.isNaN(price)) this.merge(timeMs, price, price, price, price, volume);
  }

  private merge(timeMs: number, open: number, high: number, low: number, close: number, volume: number): void {
    if (timeMs >= this.endMs) this.begin(timeMs, open, high, low);
    const { bars } = this;
    const index = this.length - 1;
    if (high > (bars.high[index] as number)) bars.high[index] = high;
    if (low < (bars.low[index] as number)) bars.low[index] = low;
    bars.close[index] = close;
    bars.volume[index] = (bars.volume[index] as number) + volume;
  }

  private begin(timeMs: number, open: number, high: number, low: number): void {
    while (this.length >= this.barsMax) {
      this.halve();
      if (timeMs < this.endMs) return;
    }
    const { bars, length, intervalMs } = this;
    const openTimeMs = Math.floor(timeMs / intervalMs) * intervalMs;
    bars.openTimeMs[length] = openTimeMs;
    bars.open[length] = open;
    bars.high[length] = high;
    bars.low[length] = low;
    bars.volume[length] = 0;
    this.length = length + 1;
    this.endMs = openTimeMs + intervalMs;
  }

  /** Doubles the interval. */
  private halve(): void {
    const { bars, length } = this;
    this.bars = createBars(this.barsMax, this.intervalMs * 2);
    this.intervalMs *= 2;
    this.length = 0;
    this.endMs = Number.NEGATIVE_INFINITY;
    this.addBars(bars, 0, length);
  }
}

function createBars(length: number, intervalMs: number): BarColumns {
  const column = (): Float64Array => new Float64Array(length);
  return {
    kind: 'bar',
    length,
    intervalMs,
    openTimeMs: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
}

function middle(bid: number, ask: number): number {
  if (Number.isNaN(bid)) return ask;
  return Number.isNaN(ask) ? bid : (bid + ask) / 2;
}
