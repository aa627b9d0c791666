import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BarRow, barSource } from './bar-source.ts';
import { collectBars } from './fixtures/collect-rows.ts';
import { resampleBars } from './resample-bars.ts';

const bars = fc
  .uniqueArray(fc.integer({ min: 0, max: 50 }), { maxLength: 40 })
  .map(list => list.sort((a, b) => a - b))
  .chain(list =>
    fc.tuple(
      ...list.map(index =>
        fc.tuple(fc.constant(index), fc.integer({ min: 10, max: 20 }), fc.integer({ min: 0, max: 5 })),
      ),
    ),
  )
  .map(list =>
    list.map(
      ([index, price, volume]): BarRow => ({
        openTimeMs: index * 10,
        open: price,
        high: price + 2,
        low: price - 1,
        close: price + 1,
        volume,
      }),
    ),
  );

test('equals grouping by interval, whatever the range', async () => {
  const ranges = fc.tuple(fc.integer({ min: -10, max: 520 }), fc.integer({ min: -10, max: 520 }));
  await fc.assert(
    fc.asyncProperty(bars, fc.integer({ min: 1, max: 6 }), ranges, async (rows, factor, [fromMs, toMs]) => {
      const intervalMs = factor * 10;
      const groups = new Map<number, BarRow[]>();
      for (const row of rows) {
        const start = Math.floor(row.openTimeMs / intervalMs) * intervalMs;
        groups.set(start, [...(groups.get(start) ?? []), row]);
      }
      const expected = [...groups]
        .filter(
          ([start]) => start >= (rows[0]?.openTimeMs ?? 0) && start + intervalMs <= (rows.at(-1)?.openTimeMs ?? 0) + 10,
        )
        .filter(([start]) => start >= fromMs && start < toMs)
        .map(([start, group]) => [
          start,
          group[0]?.open,
          Math.max(...group.map(({ high }) => high)),
          Math.min(...group.map(({ low }) => low)),
          group.at(-1)?.close,
          group.reduce((sum, { volume }) => sum + volume, 0),
        ]);
      const source = barSource({ symbol: 'A', intervalMs: 10, bars: rows });
      expect(await collectBars(resampleBars(source, intervalMs), { fromMs, toMs })).toEqual(expected);
    }),
  );
});
