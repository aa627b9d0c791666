import { expect, test } from 'vitest';
import { Decimal } from './decimal.ts';
import type { Rounding } from './rounding.ts';

// Rows: direction; columns: the value rounded to an integer.
const values = ['-2.6', '-2.5', '-1.5', '-0.5', '-0.4', '0.4', '0.5', '1.5', '2.5', '2.6'];
const table: Record<Rounding, string[]> = {
  down: ['-2', '-2', '-1', '0', '0', '0', '0', '1', '2', '2'],
  up: ['-3', '-3', '-2', '-1', '-1', '1', '1', '2', '3', '3'],
  floor: ['-3', '-3', '-2', '-1', '-1', '0', '0', '1', '2', '2'],
  ceiling: ['-2', '-2', '-1', '0', '0', '1', '1', '2', '3', '3'],
  'half-up': ['-3', '-3', '-2', '-1', '0', '0', '1', '2', '3', '3'],
  'half-down': ['-3', '-2', '-1', '0', '0', '0', '0', '1', '2', '3'],
  'half-even': ['-3', '-2', '-2', '0', '0', '0', '0', '2', '2', '3'],
};
const big = Decimal.from('100000000000000000000');

test.each(Object.entries(table))('%s goes where its row says', (rounding, expected) => {
  const rounded = values.map(value =>
    Decimal.parse(value)
      .round(0, rounding as Rounding)
      .toString(),
  );
  expect(rounded).toEqual(expected);
});

test.each(Object.entries(table))('%s goes the same way beyond the safe range', (rounding, expected) => {
  const rounded = values.map(value => {
    const shifted = Decimal.parse(value).isNegative() ? big.negated() : big;
    return shifted
      .plus(value)
      .round(0, rounding as Rounding)
      .minus(shifted)
      .toString();
  });
  expect(rounded).toEqual(expected);
});

test('an unknown direction is named, with those that exist', () => {
  const wrong = 'nearest' as Rounding;
  expect(() => Decimal.parse('1.5').round(0, wrong)).toThrow(
    'rounding was nearest; use down, up, floor, ceiling, half-up, half-down or half-even',
  );
});
