import { expect, test } from 'vitest';
import { createSeededRandom } from './seeded-random.ts';

test('the same seed gives the same numbers, another seed gives others', () => {
  const draw = (seed: string): number[] => Array.from({ length: 5 }, createSeededRandom(seed));
  expect(draw('a')).toEqual(draw('a'));
  expect(draw('a')).not.toEqual(draw('b'));
});

test('the numbers of a seed are the same on every machine and in every version', () => {
  const random = createSeededRandom('golden');
  expect(Array.from({ length: 3 }, () => Math.floor(random() * 2 ** 32))).toMatchInlineSnapshot(`
    [
      1097099431,
      3867383295,
      1902761383,
    ]
  `);
});

test('the numbers lie in [0, 1) and are spread evenly', () => {
  const random = createSeededRandom('spread');
  const buckets = new Array<number>(10).fill(0);
  for (let draws = 0; draws < 100_000; draws += 1) {
    const number = random();
    expect(number >= 0 && number < 1).toBe(true);
    buckets[Math.floor(number * 10)] = (buckets[Math.floor(number * 10)] ?? 0) + 1;
  }
  for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});
