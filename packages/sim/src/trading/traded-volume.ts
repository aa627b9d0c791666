import { Decimal } from '@trader/core';

interface TradedQuote {
  readonly timeMs: number;
  readonly quote: Decimal;
}

interface Window {
  /** Oldest first; what lies before `from` has left the window. */
  trades: TradedQuote[];
  from: number;
  sum: Decimal;
}

/** What the account traded in a sliding window of time, by market. */
export class TradedVolume {
  private readonly windowMs: number;
  private readonly windows = new Map<string, Window>();

  /** @param windowMs - Length of the window, in milliseconds. */
  constructor(windowMs: number) {
    this.windowMs = windowMs;
  }

  /** Counts a trade. Times never fall. */
  add(symbol: string, quote: Decimal, timeMs: number): void {
    const window = this.windows.get(symbol) ?? { trades: [], from: 0, sum: Decimal.zero };
    this.windows.set(symbol, window);
    window.trades.push({ timeMs, quote });
    window.sum = window.sum.plus(quote);
  }

  /** The quote amount traded on a market in the window that ends now. */
  volume(symbol: string, timeMs: number): Decimal {
    const window = this.windows.get(symbol);
    if (window === undefined) return Decimal.zero;
    const { trades } = window;
    for (let trade = trades[window.from]; trade !== undefined; trade = trades[window.from]) {
      if (trade.timeMs > timeMs - this.windowMs) break;
      window.sum = window.sum.minus(trade.quote);
      window.from += 1;
    }
    if (window.from > 1_000 && window.from * 2 > trades.length) {
      window.trades = trades.slice(window.from);
      window.from = 0;
    }
    return window.sum;
  }
}
