import { expect, test } from 'vitest';
import { RandomStream } from './random-stream.ts';

test('the same text gives the same numbers, another text others', () => {
  const draw = (seed: string): readonly number[] => {
    const stream = new RandomStream(seed);
    return Array.from({ length: 100 }, () => stream.next());
  };
  expect(draw('1 network')).toEqual(draw('1 network'));
  expect(draw('1 network')).not.toEqual(draw('2 network'));
});

test('whole numbers reach both bounds and nothing beyond', () => {
  const stream = new RandomStream('bounds');
  const seen = new Set(Array.from({ length: 1_000 }, () => stream.integer(-2, 3)));
  expect([...seen].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3]);
});

test('an empty list has no item to pick', () => {
  expect(() => new RandomStream('empty').pick([])).toThrow(/give at least one/);
});
