import type { Bar, Trade } from '@trader/core';
import type { World } from './world.ts';

/** By how much what is known of the brokerage's clock may be off where nobody sets it, in milliseconds. */
const clockErrorMsMax = 100;

/** Bars that are shown hold every trade that the market had in their time: what was lost makes no bar. */
export class BarWatch {
  readonly #world: World;
  readonly #trades: readonly Trade[];
  readonly #lastOpenMs = new Map<string, number>();
  /** Since when the run has seen trades, in milliseconds of the brokerage's time. */
  readonly #observedFromMs: number;
  /** When the start was over, in milliseconds of the brokerage's time. */
  #startedMs = 0;

  /** @param world - Where; @param trades - all trades of the market, oldest first. */
  constructor(world: World, trades: readonly Trade[]) {
    this.#world = world;
    this.#trades = trades;
    this.#observedFromMs = world.exchange.nowMs;
  }

  /** The start is over: from now on every trade is seen. */
  start(): void {
    this.#startedMs = this.#world.exchange.nowMs;
  }

  /** A bar is shown. */
  onBar(bar: Bar): void {
    const { referee, faults } = this.#world;
    const { symbol, openTimeMs, intervalMs } = bar;
    // Clocks that are set shift what time it is for bars, and trades of the past come late.
    const areClocksSet = faults['clock-jump'] + faults['clock-jump-far'] + faults['brokerage-clock-step'] > 0;
    if (areClocksSet) return;
    const lastMs = this.#lastOpenMs.get(symbol) ?? 0;
    this.#lastOpenMs.set(symbol, openTimeMs);
    const isNext = openTimeMs > lastMs && openTimeMs % intervalMs === 0;
    referee.must(isNext, 'I18', () => `the bar of ${openTimeMs} of ${symbol} follows that of ${lastMs}`);
    // Nobody knows the brokerage's clock so well that it could say whether the start was over just before or just after.
    const isDoubtful = Math.abs(openTimeMs - this.#startedMs) < clockErrorMsMax;
    if (isDoubtful || openTimeMs < this.#observedFromMs) return;
    const [shown, expected] = [textOf(bar), this.#expected(bar)];
    referee.must(shown === expected, 'I18', () => `the bar of ${openTimeMs} of ${symbol} is ${shown}, not ${expected}`);
  }

  #expected({ symbol, openTimeMs, intervalMs }: Bar): string {
    let previous: number | undefined;
    let bar: Pick<Bar, 'open' | 'high' | 'low' | 'close' | 'volume'> | undefined;
    for (const { symbol: of, timeMs, price, quantity } of this.#trades) {
      if (of !== symbol || timeMs >= openTimeMs + intervalMs) continue;
      if (timeMs < openTimeMs) previous = price;
      else if (bar === undefined) bar = { open: price, high: price, low: price, close: price, volume: quantity };
      else {
        const { open, high, low, volume } = bar;
        bar = { open, high: Math.max(high, price), low: Math.min(low, price), close: price, volume: volume + quantity };
      }
    }
    const flat = previous ?? Number.NaN;
    return textOf(bar ?? { open: flat, high: flat, low: flat, close: flat, volume: 0 });
  }
}

function textOf({ open, high, low, close, volume }: Pick<Bar, 'open' | 'high' | 'low' | 'close' | 'volume'>): string {
  return [open, high, low, close, volume].join(' ');
}
