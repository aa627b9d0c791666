import { Decimal } from '@trader/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNumberFormat } from './number-format.ts';

const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.nat({ max: 20 }))
  .map(([units, scale]) => Decimal.fromUnits(units, scale));
const places = fc.constantFrom('plain', 'order-book', 'user-stream-base', 'user-stream-counter', 'fee-rate');
const formats = fc.record({
  numberFormat: fc.constantFrom('recorded', 'eight-places'),
  zeroFormat: fc.constantFrom('padded', 'bare'),
});

test('a number reads back as itself, whatever its padding', () => {
  fc.assert(
    fc.property(decimals, places, formats, (value, place, options) => {
      expect(Decimal.parse(createNumberFormat(options)(value, place)).equals(value)).toBe(true);
    }),
  );
});

test('a number has two decimals or more where Luno shows two', () => {
  const format = createNumberFormat({ numberFormat: 'recorded', zeroFormat: 'padded' });
  fc.assert(
    fc.property(decimals, value => {
      expect(format(value)).toMatch(/^-?\d+\.\d{2,}$/);
    }),
  );
});
