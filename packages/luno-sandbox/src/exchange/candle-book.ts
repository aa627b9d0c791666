import { Decimal } from '@trader/core';
import { BoundedList } from './bounded-list.ts';
import type { PublicTrade } from './market-view.ts';

/** Prices and volume of one interval. */
export interface Candle {
  /** When it starts, in milliseconds since the epoch. */
  readonly startMs: number;
  /** First price; of a quiet interval the close before. */
  readonly open: Decimal;
  /** Highest price. */
  readonly high: Decimal;
  /** Lowest price. */
  readonly low: Decimal;
  /** Last price. */
  readonly close: Decimal;
  /** Base volume. */
  readonly volume: Decimal;
}

/** The durations that Luno makes candles of, in seconds. */
export const candleDurations: readonly number[] = [
  60, 300, 900, 1_800, 3_600, 10_800, 14_400, 28_800, 86_400, 259_200, 604_800,
];

const minuteMs = 60_000;
/** Minutes with trades that are kept: two weeks and more. */
const minutesMax = 20_160;

/** Candles of one market, made of its own trades. */
export class CandleBook {
  readonly #minutes = new BoundedList<Candle>(minutesMax);
  #open: Candle | undefined;

  /** Adds a trade; trades come in the order of their times. */
  note(trade: Pick<PublicTrade, 'timeMs' | 'price' | 'base'>): void {
    const startMs = Math.floor(trade.timeMs / minuteMs) * minuteMs;
    const open = this.#open;
    if (open !== undefined && open.startMs === startMs) {
      this.#open = withTrade(open, trade.price, trade.base);
      return;
    }
    if (open !== undefined) this.#minutes.push(open);
    const price = trade.price;
    this.#open = { startMs, open: price, high: price, low: price, close: price, volume: trade.base };
  }

  /**
   * Candles of one duration that start at or after `sinceMs`, oldest first, at most `limit`. Quiet intervals are flat candles at the
   * close before; nothing is made up before the first trade. The interval of `nowMs` is included.
   */
  candles(durationSeconds: number, sinceMs: number, nowMs: number, limit: number): readonly Candle[] {
    const durationMs = durationSeconds * 1_000;
    const candles: Candle[] = [];
    let previous: Candle | undefined;
    for (const minute of this.#all()) {
      const startMs = Math.floor(minute.startMs / durationMs) * durationMs;
      previous = fillQuiet(candles, previous, startMs, { durationMs, sinceMs, limit });
      if (candles.length >= limit && candles.at(-1)?.startMs !== startMs) break;
      if (previous?.startMs === startMs) {
        previous = merge(previous, minute);
        if (candles.at(-1)?.startMs === startMs) candles[candles.length - 1] = previous;
      } else {
        previous = { ...minute, startMs };
        if (startMs >= sinceMs) candles.push(previous);
      }
    }
    fillQuiet(candles, previous, nowMs + 1, { durationMs, sinceMs, limit });
    return candles.slice(0, limit);
  }

  /** Base volume since a moment, to the minute. */
  volumeSince(sinceMs: number): Decimal {
    let total = Decimal.zero;
    for (const minute of this.#all()) {
      if (minute.startMs + minuteMs > sinceMs) total = total.plus(minute.volume);
    }
    return total;
  }

  *#all(): Iterable<Candle> {
    yield* this.#minutes.entries();
    if (this.#open !== undefined) yield this.#open;
  }
}

interface CandleWindow {
  readonly durationMs: number;
  readonly sinceMs: number;
  readonly limit: number;
}

/** Adds flat candles up to (not including) `untilMs`, until there are enough; returns the last candle before it. */
function fillQuiet(
  candles: Candle[],
  from: Candle | undefined,
  untilMs: number,
  { durationMs, sinceMs, limit }: CandleWindow,
): Candle | undefined {
  if (from === undefined) return undefined;
  const { close } = from;
  const flat = { open: close, high: close, low: close, close, volume: Decimal.zero };
  // Quiet intervals that nobody asked for are not walked through one by one.
  const unasked = Math.floor((Math.min(sinceMs, untilMs) - from.startMs) / durationMs) - 1;
  let last = unasked > 0 ? { ...flat, startMs: from.startMs + unasked * durationMs } : from;
  while (last.startMs + durationMs < untilMs && candles.length < limit) {
    last = { ...flat, startMs: last.startMs + durationMs };
    if (last.startMs >= sinceMs) candles.push(last);
  }
  return last;
}

function withTrade(candle: Candle, price: Decimal, base: Decimal): Candle {
  return {
    ...candle,
    high: Decimal.max(candle.high, price),
    low: Decimal.min(candle.low, price),
    close: price,
    volume: candle.volume.plus(base),
  };
}

function merge(candle: Candle, later: Candle): Candle {
  return {
    ...candle,
    high: Decimal.max(candle.high, later.high),
    low: Decimal.min(candle.low, later.low),
    close: later.close,
    volume: candle.volume.plus(later.volume),
  };
}
