import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { type Level, PriceLevels } from './price-levels.ts';

// Thousands of cases: on a busy machine they take their time.
vi.setConfig({ testTimeout: 60_000 });

const prices = fc.array(fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2 ** 53 - 1 })), {
  maxLength: 400,
});

test.each(['bids', 'asks'] as const)('%s lie best first, however they come and go', side => {
  fc.assert(
    fc.property(prices, list => {
      const levels = new PriceLevels(side);
      const plain = new Set<number>();
      for (const price of list) {
        const level = levels.at(price, ticks => Number(ticks));
        expect(level.price).toBe(price);
        if (!plain.has(price)) plain.add(price);
        else {
          levels.remove(level);
          plain.delete(price);
        }
        expect(levels.best?.price).toBe(sorted(plain, side)[0]);
      }
      expect(shown(levels)).toEqual(sorted(plain, side));
    }),
    { numRuns: 60 },
  );
});

test('thousands of levels with far outliers stay sorted while most of them are taken out', () => {
  const levels = new PriceLevels('asks');
  const made: Level[] = [];
  for (let index = 0; index < 6000; index += 1)
    made.push(levels.at(((index * 7919) % 6000) * (index % 97 === 0 ? 1e9 : 1) + 1, ticks => Number(ticks)));
  const unique = [...new Set(made)];
  const kept = unique.filter((_, index) => index % 13 === 0);
  for (const level of unique.filter((_, index) => index % 13 !== 0)) levels.remove(level);
  expect(shown(levels)).toEqual(kept.map(level => level.price).sort((a, b) => a - b));
  for (const level of kept) levels.remove(level);
  expect(levels.best).toBeUndefined();
});

function shown(levels: PriceLevels): number[] {
  const prices: number[] = [];
  levels.walk(level => {
    prices.push(level.price);
    return true;
  });
  return prices;
}

function sorted(prices: Set<number>, side: 'bids' | 'asks'): number[] {
  return [...prices].sort((a, b) => (side === 'asks' ? a - b : b - a));
}
