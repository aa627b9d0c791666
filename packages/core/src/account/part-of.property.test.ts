import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Decimal } from '../money/decimal.ts';
import type { Rounding } from '../money/rounding.ts';
import { partOf } from './part-of.ts';

const rounding = fc.constantFrom<Rounding>('down', 'up', 'floor', 'ceiling', 'half-up', 'half-down', 'half-even');
const scale = fc.integer({ min: 0, max: 18 });

/** Whole numbers of every size up to beyond 2^53, and often at the edges of the fast way. */
const units = fc.oneof(
  fc.integer({ min: 0, max: 40 }).chain(bits => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) })),
  fc.bigInt({ min: 0n, max: 2n ** 60n }),
  fc
    .tuple(fc.constantFrom(2n ** 49n, 2n ** 50n, 2n ** 51n, 2n ** 53n), fc.bigInt({ min: -3n, max: 3n }))
    .map(([edge, by]) => edge + by),
);
const amount = fc
  .tuple(units, scale, fc.boolean())
  .map(([value, places, below]) => Decimal.fromUnits(below ? -value : value, places));
const size = fc
  .tuple(units, fc.integer({ min: 0, max: 10 }))
  .map(([value, places]) => Decimal.fromUnits(value + 1n, places));

test('a part is the product divided, to the last digit, whatever the sizes', () => {
  fc.assert(
    fc.property(amount, size, size, scale, rounding, (total, part, whole, places, direction) => {
      const expected = total.times(part).dividedBy(whole, places, direction);
      expect(partOf(total, part, whole, { scale: places, rounding: direction })).toEqual(expected);
    }),
    { numRuns: 5_000 },
  );
});

test('ties and exact quotients round as declared', () => {
  const half = fc.tuple(fc.integer({ min: 1, max: 2 ** 40 }), fc.integer({ min: 1, max: 2 ** 20 }));
  fc.assert(
    fc.property(half, rounding, fc.boolean(), ([odd, factor], direction, below) => {
      const total = Decimal.fromUnits(BigInt(below ? -1 : 1) * (2n * BigInt(odd) + 1n), 8);
      const part = Decimal.from(factor);
      const whole = Decimal.from(2 * factor);
      const expected = total.times(part).dividedBy(whole, 8, direction);
      expect(partOf(total, part, whole, { scale: 8, rounding: direction })).toEqual(expected);
    }),
  );
});

test('nothing is a part of nothing, and a whole of nothing is an error', () => {
  const rules = { scale: 8, rounding: 'half-even' } as const;
  expect(partOf(Decimal.from(5), Decimal.zero, Decimal.from(3), rules)).toEqual(Decimal.zero);
  expect(partOf(Decimal.zero, Decimal.one, Decimal.from(3), rules)).toEqual(Decimal.zero);
  expect(() => partOf(Decimal.one, Decimal.one, Decimal.zero, rules)).toThrow(/divided by 0/);
});
