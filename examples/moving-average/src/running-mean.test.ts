import { expect, test } from 'vitest';
import { RunningMean } from './running-mean.ts';

test('a mean of too few values is not told', () => {
  const mean = new RunningMean(3);
  expect([mean.add(1), mean.add(2), mean.add(6)]).toEqual([undefined, undefined, 3]);
});

test('only the last values count', () => {
  const mean = new RunningMean(2);
  expect([10, 20, 40, 80].map(value => mean.add(value))).toEqual([undefined, 15, 30, 60]);
});

test('a mean of one value is that value', () => {
  const mean = new RunningMean(1);
  expect([5, 7].map(value => mean.add(value))).toEqual([5, 7]);
});

test('rounding errors do not gather', () => {
  const mean = new RunningMean(10);
  let last: number | undefined;
  for (let index = 0; index < 1_000_003; index += 1) last = mean.add(index < 1_000_000 ? 1e12 + 0.1 : 0.1);
  for (let index = 0; index < 10; index += 1) last = mean.add(0.1);
  expect(last).toBeCloseTo(0.1, 12);
});
