import { expect, test } from 'vitest';
import { fitSlopePerMinute, lastPart } from './fit-slope.ts';

const samples = (values: readonly number[]) => values.map((value, index) => ({ timeMs: index * 30_000, value }));

test('a line has its own slope, whatever wobbles around it evenly', () => {
  expect(fitSlopePerMinute(samples([10, 20, 30, 40]))).toBeCloseTo(20);
  expect(fitSlopePerMinute(samples([5, 5, 5]))).toBe(0);
  expect(fitSlopePerMinute(samples([10, 30, 10, 30, 10]))).toBeCloseTo(0);
  expect(fitSlopePerMinute(samples([7]))).toBe(0);
});

test('the last four fifths begin after the first fifth', () => {
  expect(lastPart(samples([0, 1, 2, 3, 4, 5]), 0.8).map(({ value }) => value)).toEqual([1, 2, 3, 4, 5]);
});
