import { describe, expect, test } from 'vitest';
import { barSource } from './bar-source.ts';
import { slowly } from './fixtures/collect-rows.ts';
import type { MarketSource } from './market-source.ts';
import { type MergeOptions, mergeSources } from './merge-sources.ts';
import { rowTimes } from './slice-columns.ts';
import { tickSource } from './tick-source.ts';

function ticks(symbol: string, times: readonly number[]): MarketSource {
  return tickSource({ symbol, ticks: times.map(timeMs => ({ timeMs, last: 1 })) });
}

function bars(symbol: string, intervalMs: number, times: readonly number[]): MarketSource {
  const rows = times.map(openTimeMs => ({ openTimeMs, open: 1, high: 1, low: 1, close: 1, volume: 0 }));
  return barSource({ symbol, intervalMs, bars: rows });
}

async function order(sources: readonly MarketSource[], options?: MergeOptions): Promise<string[]> {
  const merge = mergeSources(sources, options);
  const rows: string[] = [];
  for (let run = await merge.next(); run !== undefined; run = await merge.next()) {
    const times = rowTimes(run.columns);
    for (let row = run.from; row < run.to; row += 1) rows.push(`${sources[run.sourceIndex]?.symbol}${times[row]}`);
  }
  return rows;
}

describe('a merge', () => {
  test('gives rows in order of time, rows of one time in the order of the sources', async () => {
    const sources = [ticks('B', [1, 5, 5, 9]), ticks('A', [0, 5, 6]), ticks('C', [5, 9])];
    const expected = ['A0', 'B1', 'B5', 'B5', 'A5', 'C5', 'A6', 'B9', 'C9'];
    expect(await order(sources)).toEqual(expected);
    expect(await order(sources.map(slowly))).toEqual(expected);
    expect(await order(sources.map((source, index) => (index === 1 ? slowly(source) : source)))).toEqual(expected);
  });

  test('lets bars come when they are whole, or when they open where that is asked for', async () => {
    const sources = [bars('A', 10, [0, 10]), ticks('T', [0, 5, 10, 15])];
    expect(await order(sources)).toEqual(['T0', 'T5', 'A0', 'T10', 'T15', 'A10']);
    expect(await order(sources, { barTime: 'open' })).toEqual(['A0', 'T0', 'T5', 'A10', 'T10', 'T15']);
  });

  test('reads the wanted range of every source', async () => {
    const sources = [ticks('A', [1, 2, 3]), ticks('B', [1, 2, 3])];
    expect(await order(sources, { fromMs: 2, toMs: 3 })).toEqual(['A2', 'B2']);
  });

  test('hands a single source through chunk by chunk, at once', () => {
    const merge = mergeSources([
      ticks(
        'A',
        Array.from({ length: 100_000 }, (_, index) => index),
      ),
    ]);
    expect(merge.next()).toMatchObject({ from: 0, to: 65_536 });
    expect(merge.next()).toMatchObject({ from: 0, to: 100_000 - 65_536 });
    expect(merge.next()).toBeUndefined();
    expect(merge.next()).toBeUndefined();
  });

  test('of nothing, or of empty sources, is empty', async () => {
    expect(await order([])).toEqual([]);
    expect(await order([ticks('A', []), slowly(ticks('B', []))])).toEqual([]);
  });

  test('closes the other sources when one fails, now or later', async () => {
    for (const isSlow of [false, true]) {
      let closed = 0;
      const other = ticks('A', [1, 2, 3]);
      const watched: MarketSource = {
        ...other,
        async *chunks(range) {
          try {
            yield* other.chunks(range);
          } finally {
            closed += 1;
          }
        },
      };
      const broken: MarketSource = {
        ...other,
        // biome-ignore lint/correctness/useYield: it fails before it has anything
        *chunks() {
          throw new Error('broken');
        },
      };
      const merge = mergeSources([isSlow ? slowly(broken) : broken, watched]);
      await expect(async () => await merge.next()).rejects.toThrow('broken');
      await merge.close();
      expect(closed).toBe(1);
      expect(await merge.next()).toBeUndefined();
    }
  });

  test('closes its sources when whoever reads has enough', async () => {
    let isClosed = false;
    const source = ticks('A', [1]);
    const merge = mergeSources([
      {
        ...source,
        async *chunks(range) {
          try {
            yield* source.chunks(range);
          } finally {
            isClosed = true;
          }
        },
      },
    ]);
    await merge.next();
    await merge.close();
    await merge.close();
    expect(isClosed).toBe(true);
  });
});
