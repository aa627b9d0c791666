import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slowly } from './fixtures/collect-rows.ts';
import { mergeSources } from './merge-sources.ts';
import { cutToRange, rowTimes } from './slice-columns.ts';
import { tickSource } from './tick-source.ts';

const times = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 40 }).map(list => list.sort((a, b) => a - b));
const sourceParts = fc.record({ times, isSlow: fc.boolean() });

test('a merge equals sorting all rows by time, then by source, then by row', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sourceParts, { maxLength: 7 }), async parts => {
      const sources = parts.map((part, index) => {
        const source = tickSource({ symbol: `S${index}`, ticks: part.times.map(timeMs => ({ timeMs })) });
        return part.isSlow ? slowly(source) : source;
      });
      const expected = parts
        .flatMap((part, source) => part.times.map((timeMs, row) => [timeMs, source, row]))
        .sort(([a = 0, b = 0, c = 0], [x = 0, y = 0, z = 0]) => a - x || b - y || c - z);
      const merge = mergeSources(sources);
      const actual: number[][] = [];
      for (let run = await merge.next(); run !== undefined; run = await merge.next()) {
        const column = rowTimes(run.columns);
        for (let row = run.from; row < run.to; row += 1) actual.push([column[row] ?? -1, run.sourceIndex, row]);
      }
      expect(actual).toEqual(expected);
    }),
  );
});

test('a range gives the rows that a filter gives', () => {
  fc.assert(
    fc.property(times, fc.integer({ min: -5, max: 65 }), fc.integer({ min: -5, max: 65 }), (list, fromMs, toMs) => {
      const [columns] = tickSource({ symbol: 'A', ticks: list.map(timeMs => ({ timeMs })) }).chunks({});
      const kept = columns === undefined ? [] : cutToRange(columns, { fromMs, toMs });
      const expected = list.filter(time => time >= fromMs && time < toMs);
      expect('timeMs' in kept ? [...rowTimes(kept)].slice(0, kept.length) : []).toEqual(expected);
    }),
  );
});
