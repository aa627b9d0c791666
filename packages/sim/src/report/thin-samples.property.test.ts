import fc from 'fast-check';
import { expect, test } from 'vitest';
import { thinSamples } from './thin-samples.ts';

const curves = fc.array(
  fc.record({ stepMs: fc.integer({ min: 1, max: 5_000 }), value: fc.integer({ min: -50, max: 50 }) }),
  {
    minLength: 1,
    maxLength: 300,
  },
);

test('thinning keeps order, seconds apart, the last sample, and the extremes where seconds are apart', () => {
  fc.assert(
    fc.property(curves, fc.integer({ min: 6, max: 60 }), (given, samplesMax) => {
      let now = 0;
      const times = given.map(({ stepMs }) => {
        now += stepMs;
        return now;
      });
      const values = given.map(({ value }) => value);
      const kept = thinSamples(times, values, samplesMax);
      const seconds = kept.map(index => Math.floor((times[index] ?? 0) / 1000));
      expect(seconds).toEqual([...new Set(seconds)].sort((a, b) => a - b));
      expect(kept.at(-1)).toBe(given.length - 1);
      expect(kept.length).toBeLessThanOrEqual(samplesMax + 1);
      const whole = thinSamples(times, values, given.length);
      const extremes = (indices: readonly number[]) => {
        const shown = indices.map(index => values[index] ?? 0);
        return [Math.min(...shown), Math.max(...shown)];
      };
      expect(extremes(kept)).toEqual(extremes(whole));
    }),
  );
});
