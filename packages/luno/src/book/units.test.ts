import { Decimal } from '@trader/core';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { Scale } from './units.ts';

// Thousands of cases: on a busy machine they take their time.
vi.setConfig({ testTimeout: 60_000 });

const decimalText = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 24n }), fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 10 }))
  .map(([units, places, zeros]) => {
    const digits = units.toString().padStart(places + 1, '0');
    const whole = digits.slice(0, digits.length - places);
    const fraction = digits.slice(digits.length - places) + '0'.repeat(zeros);
    return fraction === '' ? whole : `${whole}.${fraction}`;
  });

describe('a scale', () => {
  test.each([
    ['2765.00', 0, 2765],
    ['2765.000000000000000000', 0, 2765],
    ['0.021775', 6, 21775],
    ['150000000.00', 2, 15_000_000_000],
    ['2765.5', 0, undefined],
    ['0.0000001', 6, undefined],
    ['90071992.54740991', 8, Number.MAX_SAFE_INTEGER],
    ['90071992.54740992', 8, undefined],
    ['90071993', 8, undefined],
    ['9007199254740993', 0, undefined],
  ])('reads %s at %i decimals as %s', (text, decimals, units) => {
    expect(new Scale(decimals).read(text)).toBe(units);
  });

  test('reads exactly what fits and leaves the rest to a grown scale', () => {
    fc.assert(
      fc.property(decimalText, fc.integer({ min: 0, max: 8 }), (text, decimals) => {
        const scale = new Scale(decimals);
        const grown = scale.read(text) === undefined ? scale.grownFor(text) : scale;
        const units = grown.read(text);
        expect(units === undefined ? 'unread' : grown.toText(units)).toBe(Decimal.parse(text).toString());
        expect(units === undefined ? 'unread' : grown.toNumber(units)).toBe(Number(text));
      }),
    );
  });

  test('converts what a coarser scale has read without changing its value', () => {
    fc.assert(
      fc.property(decimalText, decimalText, (text, other) => {
        const coarse = new Scale(0).grownFor(text);
        const fine = coarse.grownFor(other);
        const units = coarse.read(text);
        if (units === undefined) return expect.unreachable();
        const moved = fine.convert(units, coarse) ?? fine.widened().convert(units, coarse);
        expect(moved === undefined ? 'unread' : fine.toText(moved)).toBe(Decimal.parse(text).toString());
      }),
    );
  });
});
