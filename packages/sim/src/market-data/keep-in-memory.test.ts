import { expect, it } from 'vitest';
import { keepInMemory } from './keep-in-memory.ts';
import type { TickColumns } from './market-columns.ts';
import type { MarketSource } from './market-source.ts';

/** Ticks at 0, 1, 2, … in chunks of two, all of them in the same arrays. */
function reusing(rows: number): MarketSource<TickColumns> {
  return {
    name: 'reusing',
    symbol: 'XBTZAR',
    kind: 'tick',
    intervalMs: undefined,
    rows: undefined,
    async *chunks() {
      const [timeMs, bid, ask, last] = [
        new Float64Array(3),
        new Float64Array(3),
        new Float64Array(3),
        new Float64Array(3),
      ];
      for (let from = 0; from < rows; from += 2) {
        const length = Math.min(2, rows - from);
        for (const column of [timeMs, bid, ask, last])
          for (let row = 0; row < length; row += 1) column[row] = from + row;
        yield { kind: 'tick', length, timeMs, bid, ask, last };
      }
    },
  };
}

it('gives the same rows as often as asked, though the source reuses its arrays', async () => {
  const kept = await keepInMemory(reusing(5));

  for (let time = 0; time < 2; time += 1) {
    expect([...kept.chunks({})].flatMap(({ bid }) => [...bid])).toEqual([0, 1, 2, 3, 4]);
  }
  expect(kept).toMatchObject({ name: 'reusing', symbol: 'XBTZAR', kind: 'tick', rows: 5 });
});

it('gives a part of what it keeps', async () => {
  const kept = await keepInMemory(reusing(9));

  expect([...kept.chunks({ fromMs: 3, toMs: 7 })].flatMap(({ timeMs }) => [...timeMs])).toEqual([3, 4, 5, 6]);
});
