import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Decimal } from '../money/decimal.ts';
import { Instrument } from './instrument.ts';

const step = fc.tuple(fc.integer({ min: 1, max: 500 }), fc.nat({ max: 8 })).map(([n, s]) => Decimal.fromUnits(n, s));
const price = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 18n }), fc.nat({ max: 12 }))
  .map(([n, s]) => Decimal.fromUnits(n, s));
const bounds = fc.option(fc.tuple(price, price), { nil: undefined });
const named = { symbol: 'XBTZAR', brokerage: 'luno', base: 'XBT', quote: 'ZAR', lotSize: 1 };

test('a checked price is valid, or every value named as nearest is valid and encloses it', () => {
  fc.assert(
    fc.property(step, price, bounds, (tickSize, value, ends) => {
      const low = ends && Decimal.min(...ends).roundToStep(tickSize, 'down');
      const high = ends && Decimal.max(...ends).roundToStep(tickSize, 'up');
      const instrument = new Instrument({ ...named, tickSize, priceMin: low, priceMax: high });
      const violation = instrument.checkPrice(value);
      if (violation === undefined) expect(value.isMultipleOf(tickSize)).toBe(true);
      for (const near of violation?.nearest ?? []) {
        expect(instrument.checkPrice(near)).toBeUndefined();
        expect(near.minus(value).abs().lessThan(tickSize)).toBe(true);
      }
      expect(violation?.code === 'price-off-grid').toBe(violation?.nearest !== undefined);
    }),
    { numRuns: 1_000 },
  );
});

test('a rounded price is on the grid, less than a tick away, on the side that was asked for', () => {
  fc.assert(
    fc.property(step, price, (tickSize, value) => {
      const instrument = new Instrument({ ...named, tickSize });
      const down = instrument.roundPrice(value, 'down');
      const up = instrument.roundPrice(value, 'up');
      expect(down.isMultipleOf(tickSize) && up.isMultipleOf(tickSize)).toBe(true);
      expect(down.lessThanOrEqual(value) && up.greaterThanOrEqual(value)).toBe(true);
      expect(up.minus(down)).toEqual(value.isMultipleOf(tickSize) ? Decimal.zero : tickSize);
      expect([down.toString(), up.toString()]).toContain(instrument.roundPrice(value, 'half-even').toString());
    }),
    { numRuns: 1_000 },
  );
});
