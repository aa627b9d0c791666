import { describe, expect, test } from 'vitest';
import { type BarRow, barSource } from './bar-source.ts';
import { barsFromTrades } from './bars-from-trades.ts';
import { collectBars, collectChunks, slowly } from './fixtures/collect-rows.ts';
import type { TradeColumns } from './market-columns.ts';
import type { MarketSource } from './market-source.ts';
import { resampleBars } from './resample-bars.ts';
import { ticksFromTrades } from './ticks-from-trades.ts';
import { type TradeRow, tradeSource } from './trade-source.ts';

const minute = 60_000;

function minutes(...list: readonly (readonly [index: number, price: number, volume?: number])[]) {
  const bars = list.map(
    ([index, price, volume]): BarRow => ({
      openTimeMs: index * minute,
      open: price,
      high: price + 1,
      low: price - 1,
      close: price + 0.5,
      volume: volume ?? 1,
    }),
  );
  return barSource({ symbol: 'A', intervalMs: minute, bars });
}

function trades(...list: readonly (readonly [timeMs: number, price: number])[]): MarketSource<TradeColumns> {
  const rows = list.map(([timeMs, price]): TradeRow => ({ timeMs, price, quantity: 2 }));
  return tradeSource({ symbol: 'A', trades: rows });
}

describe('bars made longer', () => {
  test('take the first open, the extremes, the last close and the sum of the volume', async () => {
    const source = minutes([0, 10], [1, 20], [2, 15], [3, 16]);
    const expected = [
      [0, 10, 21, 9, 20.5, 2],
      [2 * minute, 15, 17, 14, 16.5, 2],
    ];
    expect(await collectBars(resampleBars(source, 2 * minute))).toEqual(expected);
    expect(await collectBars(resampleBars(slowly(source), 2 * minute))).toEqual(expected);
    expect(resampleBars(source, 2 * minute)).toMatchObject({ kind: 'bar', symbol: 'A', intervalMs: 2 * minute });
  });

  test('leave out the first and the last one where the source covers only a part, unless asked', async () => {
    const source = minutes([1, 10], [2, 20], [3, 30], [4, 40]);
    const times = async (partial: 'keep' | 'drop') =>
      (await collectBars(resampleBars(source, 2 * minute, { partial }))).map(([time]) => (time ?? 0) / minute);
    expect(await times('drop')).toEqual([2]);
    expect(await times('keep')).toEqual([0, 2, 4]);
  });

  test('stay away where the source has none, unless flat ones are asked for', async () => {
    const source = minutes([0, 10], [1, 10], [6, 20], [7, 20]);
    expect((await collectBars(resampleBars(source, 2 * minute))).map(([time]) => time)).toEqual([0, 6 * minute]);
    expect((await collectBars(resampleBars(source, 2 * minute, { fillGaps: 'flat' }))).slice(1, 3)).toEqual([
      [2 * minute, 10.5, 10.5, 10.5, 10.5, 0],
      [4 * minute, 10.5, 10.5, 10.5, 10.5, 0],
    ]);
  });

  test('of one source can be filled without being made longer', async () => {
    const filled = await collectBars(resampleBars(minutes([3, 10], [6, 10]), minute, { fillGaps: 'flat' }));
    expect(filled.map(([time, , , , , volume]) => [(time ?? 0) / minute, volume])).toEqual([
      [3, 1],
      [4, 0],
      [5, 0],
      [6, 1],
    ]);
  });

  test('keep a quiet bar quiet', async () => {
    expect(await collectBars(resampleBars(minutes([0, 10, 0], [1, 10, 0]), 2 * minute))).toEqual([
      [0, 10, 11, 9, 10.5, 0],
    ]);
  });

  test.each([
    [{}, [0, 3, 6, 9]],
    [{ fromMs: 3 * minute }, [3, 6, 9]],
    [{ fromMs: 2 * minute, toMs: 6 * minute }, [3]],
    [{ fromMs: 4 * minute, toMs: 7 * minute }, [6]],
    [{ toMs: 9 * minute + 1 }, [0, 3, 6, 9]],
  ])('of the range %o are those of the whole that open in it', async (range, expected) => {
    const source = minutes(...Array.from({ length: 12 }, (_, index) => [index, 10] as const));
    const bars = await collectBars(resampleBars(source, 3 * minute), range);
    expect(bars.map(([time]) => (time ?? 0) / minute)).toEqual(expected);
    expect(bars.every(([, , , , , volume]) => volume === 3)).toBe(true);
  });

  test('refuse an interval that is not a multiple, and a hole too long to fill', async () => {
    expect(() => resampleBars(minutes([0, 10]), minute + 1)).toThrow('multiple');
    const hole = resampleBars(minutes([0, 10], [2_000_000, 10]), minute, { fillGaps: 'flat' });
    await expect(collectBars(hole)).rejects.toMatchObject({ code: 'market-data/invalid' });
  });
});

describe('bars from trades', () => {
  test('have the trades of their interval, and none exists without a trade', async () => {
    const source = trades(
      [0, 10],
      [30_000, 12],
      [minute - 1, 9],
      [4 * minute, 20],
      [4 * minute + 5, 21],
      [5 * minute, 1],
    );
    expect(await collectBars(barsFromTrades(source, minute))).toEqual([
      [0, 10, 12, 9, 9, 6],
      [4 * minute, 20, 21, 20, 21, 4],
    ]);
  });

  test('begin with the first interval that is covered whole, also when reading starts later', async () => {
    const source = trades([30_000, 10], [minute + 10, 11], [2 * minute + 10, 12], [3 * minute + 10, 13]);
    const times = async (range: { fromMs?: number; toMs?: number }) =>
      (await collectBars(barsFromTrades(source, minute), range)).map(([time]) => (time ?? 0) / minute);
    expect(await times({})).toEqual([1, 2]);
    expect(await times({ fromMs: 1 })).toEqual([1, 2]);
    expect(await times({ fromMs: 2 * minute })).toEqual([2]);
    expect(await times({ toMs: 2 * minute })).toEqual([1]);
  });

  test('do not span a recorded gap: what it touches is left out, and nothing is filled in across it', async () => {
    const whole = trades(...Array.from({ length: 10 }, (_, index) => [index * minute, 10] as const));
    const [columns] = await collectChunks(whole);
    const gaps = [{ fromMs: 3 * minute + 1, toMs: 5 * minute + 1, reason: 'reconnect' }];
    const kept = [0, 1, 2, 3, 6, 7, 8, 9].map(index => index * minute);
    const timeMs = Float64Array.from(kept);
    const source = { ...whole, chunks: () => [{ ...columns, length: 8, timeMs, gaps } as TradeColumns] };
    const times = (await collectBars(barsFromTrades(source, minute, { fillGaps: 'flat' }))).map(
      ([time]) => (time ?? 0) / minute,
    );
    expect(times).toEqual([0, 1, 2, 6, 7, 8]);
  });

  test('and ticks from trades tell the last price and no quote', async () => {
    const [chunk] = await collectChunks(ticksFromTrades(trades([1, 10], [2, 11])));
    expect([...(chunk?.last ?? [])]).toEqual([10, 11]);
    expect([...(chunk?.bid ?? [])]).toEqual([Number.NaN, Number.NaN]);
  });
});
