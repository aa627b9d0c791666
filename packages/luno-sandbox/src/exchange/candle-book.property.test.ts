import { Decimal } from '@trader/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CandleBook, candleDurations } from './candle-book.ts';

interface Trade {
  readonly timeMs: number;
  readonly price: Decimal;
  readonly base: Decimal;
}

const startMs = 1_790_000_040_000;
const trades = fc
  .array(
    fc.record({
      afterMs: fc.nat({ max: 400_000 }),
      price: fc.integer({ min: 1, max: 99 }),
      lots: fc.integer({ min: 1, max: 9 }),
    }),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map(steps => {
    let timeMs = startMs;
    return steps.map(({ afterMs, price, lots }): Trade => {
      timeMs += afterMs;
      return { timeMs, price: Decimal.from(price), base: Decimal.fromUnits(lots, 3) };
    });
  });

function bookOf(list: readonly Trade[]): CandleBook {
  const book = new CandleBook();
  for (const trade of list) book.note(trade);
  return book;
}

describe('candles', () => {
  test('follow each other without a hole, and hold the extremes and the volume of their trades', () => {
    fc.assert(
      fc.property(trades, fc.constantFrom(60, 300, 900, 3_600), (list, duration) => {
        const nowMs = (list.at(-1)?.timeMs ?? 0) + 1_000_000;
        const candles = bookOf(list).candles(duration, 0, nowMs, 1_000_000);
        const durationMs = duration * 1_000;
        let close: Decimal | undefined;
        for (const [index, candle] of candles.entries()) {
          if (index > 0) expect(candle.startMs).toBe((candles[index - 1]?.startMs ?? 0) + durationMs);
          const within = list.filter(
            trade => trade.timeMs >= candle.startMs && trade.timeMs < candle.startMs + durationMs,
          );
          expect(candle.volume.toString()).toBe(Decimal.sum(within.map(trade => trade.base)).toString());
          const prices = within.length > 0 ? within.map(trade => trade.price.toNumber()) : [close?.toNumber() ?? 0];
          expect([candle.open, candle.high, candle.low, candle.close].map(price => price.toNumber())).toEqual([
            prices[0],
            Math.max(...prices),
            Math.min(...prices),
            prices.at(-1),
          ]);
          close = candle.close;
        }
        expect(candles[0]?.startMs).toBe(Math.floor((list[0]?.timeMs ?? 0) / durationMs) * durationMs);
        expect(candles.at(-1)?.startMs).toBe(Math.floor(nowMs / durationMs) * durationMs);
      }),
      { numRuns: 50 },
    );
  });

  test('from a moment on are the same candles without the earlier ones', () => {
    fc.assert(
      fc.property(trades, fc.nat({ max: 3_000_000 }), fc.integer({ min: 1, max: 20 }), (list, offsetMs, limit) => {
        const nowMs = list.at(-1)?.timeMs ?? 0;
        const book = bookOf(list);
        const all = book.candles(300, 0, nowMs, 1_000_000);
        const sinceMs = startMs + offsetMs;
        const expected = all.filter(candle => candle.startMs >= sinceMs).slice(0, limit);
        expect(JSON.stringify(book.candles(300, sinceMs, nowMs, limit))).toBe(JSON.stringify(expected));
      }),
      { numRuns: 50 },
    );
  });

  test('start before the first trade nowhere', () => {
    expect(new CandleBook().candles(60, 0, startMs, 10)).toEqual([]);
  });

  test('come in Luno’s durations', () => {
    expect(candleDurations).toEqual([60, 300, 900, 1800, 3600, 10800, 14400, 28800, 86400, 259200, 604800]);
  });
});
