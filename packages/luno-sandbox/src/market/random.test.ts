import { describe, expect, test } from 'vitest';
import { createRandom } from './random.ts';

const draws = (seed: number, count: number) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.next());
};

describe('chance', () => {
  test('repeats for the same seed', () => {
    expect(draws(42, 100)).toEqual(draws(42, 100));
    expect(draws(42, 100)).not.toEqual(draws(43, 100));
  });

  test('is even and within bounds', () => {
    const list = draws(1, 20_000);
    expect(list.every(draw => draw >= 0 && draw < 1)).toBe(true);
    expect(list.reduce((sum, draw) => sum + draw, 0) / list.length).toBeCloseTo(0.5, 1);
  });

  test('is normal where asked for', () => {
    const random = createRandom(1);
    const list = Array.from({ length: 20_000 }, () => random.normal());
    const mean = list.reduce((sum, draw) => sum + draw, 0) / list.length;
    const variance = list.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / list.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
  });

  test('forks by label, whatever was drawn before', () => {
    const drawn = createRandom(1);
    drawn.next();
    expect(drawn.fork('a').next()).toBe(createRandom(1).fork('a').next());
    expect(drawn.fork('a').next()).not.toBe(drawn.fork('b').next());
  });

  test('picks from lists that are not empty', () => {
    expect(['a', 'b']).toContain(createRandom(1).pick(['a', 'b']));
    expect(() => createRandom(1).pick([])).toThrow('empty');
  });
});
