import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { isTradingError, type TradingError } from '../errors/trading-error.ts';
import { Decimal, type DecimalInput } from './decimal.ts';

const safeMax = '9007199254740991';

function thrownBy(run: () => unknown): TradingError {
  try {
    run();
  } catch (error) {
    if (isTradingError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

// A second copy of the module, as two installed versions of the package would load it.
vi.resetModules();
const foreign = (await import('./decimal.ts')).Decimal;

function foreignDecimal(text: string): Decimal {
  return foreign.parse(text);
}

describe('reading text', () => {
  test.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.000', '0'],
    ['0.00', '0'],
    ['.5', '0.5'],
    ['-.5', '-0.5'],
    ['007', '7'],
    ['1.50', '1.5'],
    ['1400000.00', '1400000'],
    ['100', '100'],
    ['0.000000000000000001', '0.000000000000000001'],
    ['-1234567.123456789012345678', '-1234567.123456789012345678'],
    [safeMax, safeMax],
    ['9007199254740992', '9007199254740992'],
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993', '-9007199254740993'],
    ['90071992547409.93', '90071992547409.93'],
    ['9007199254740.9910000', '9007199254740.991'],
    ['900719925474.09930000', '900719925474.0993'],
    [`0.${'0'.repeat(40)}`, '0'],
    [`1.${'0'.repeat(40)}`, '1'],
    [`0.${'0'.repeat(40)}7`, `0.${'0'.repeat(40)}7`],
    ['9'.repeat(400), '9'.repeat(400)],
  ])('%s reads as %s', (text, canonical) => {
    expect(Decimal.parse(text).toString()).toBe(canonical);
  });

  test.each([
    ['', '"" is not a decimal: the text is empty; write digits such as 0 or 12.5'],
    [' 1', '" 1" is not a decimal: white space around it; trim the text first'],
    ['1\n', '"1\n" is not a decimal: white space around it; trim the text first'],
    ['1e5', '"1e5" is not a decimal: exponents are not read from text; write the digits out'],
    ['-1.5E-7', '"-1.5E-7" is not a decimal: exponents are not read from text; write the digits out'],
    ['+5', '"+5" is not a decimal: a plus sign is not read; leave it out'],
    ['1,5', '"1,5" is not a decimal: a comma; write digits with at most one point, such as 1234.5'],
    ['5.', '"5." is not a decimal: no digit after the point; the text may have been cut'],
    ['.', '"." is not a decimal: it has no digits'],
    ['-', '"-" is not a decimal: it has no digits'],
    ['-.', '"-." is not a decimal: it has no digits'],
    [
      '--1',
      '"--1" is not a decimal: unexpected "-" at position 1; write digits with at most one point, such as 1234.5',
    ],
    [
      '1.2.3',
      '"1.2.3" is not a decimal: unexpected "." at position 3; write digits with at most one point, such as 1234.5',
    ],
    [
      'NaN',
      '"NaN" is not a decimal: unexpected "N" at position 0; write digits with at most one point, such as 1234.5',
    ],
    [
      '0x10',
      '"0x10" is not a decimal: unexpected "x" at position 1; write digits with at most one point, such as 1234.5',
    ],
    ['१', '"१" is not a decimal: unexpected "१" at position 0; write digits with at most one point, such as 1234.5'],
  ])('%j is refused with its reason', (text, message) => {
    const error = thrownBy(() => Decimal.parse(text));
    expect(error.code).toBe('decimal/invalid');
    expect(error.message).toBe(message);
    expect(error.context).toEqual({ input: text, reason: message.slice(message.indexOf(': ') + 2) });
  });

  test('text beyond the named maximum is refused and shortened in the error', () => {
    const error = thrownBy(() => Decimal.parse('1'.repeat(10_001)));
    expect(error.message).toBe(
      `"${'1'.repeat(80)}…" is not a decimal: it has 10001 characters, at most 10000 are read`,
    );
  });
});

describe('other inputs', () => {
  test.each([
    [5, '5'],
    [-0, '0'],
    [0.1, '0.1'],
    [1e-7, '0.0000001'],
    [-1.5e-9, '-0.0000000015'],
    [1e21, '1000000000000000000000'],
    [1.2345678901234567e30, '1234567890123456700000000000000'],
    [2 ** 53, '9007199254740992'],
    [Number.MIN_VALUE, `0.${'0'.repeat(323)}5`],
    [12n, '12'],
    [-(10n ** 30n), `-1${'0'.repeat(30)}`],
    [foreignDecimal('1.50'), '1.5'],
  ] satisfies [DecimalInput, string][])('%s converts to %s', (input, text) => {
    expect(Decimal.from(input).toString()).toBe(text);
  });

  test('a decimal converts to itself', () => {
    const value = Decimal.parse('1.5');
    expect(Decimal.from(value)).toBe(value);
  });

  test('a decimal of another copy of the package takes part in every operation', () => {
    const wide = '9007199254740993.5';
    expect(Decimal.one.plus(foreignDecimal(wide)).toString()).toBe('9007199254740994.5');
    expect(foreignDecimal(wide).minus(Decimal.one).toString()).toBe('9007199254740992.5');
    expect(Decimal.parse(wide).equals(foreignDecimal(wide))).toBe(true);
    expect(Decimal.parse('3').dividedBy(foreignDecimal('2'), 1, 'down').toString()).toBe('1.5');
    expect(Decimal.parse('3').isMultipleOf(foreignDecimal('1.5'))).toBe(true);
  });

  test.each([
    [Number.NaN, 'NaN is not a decimal: the number must be finite'],
    [Number.NEGATIVE_INFINITY, '-Infinity is not a decimal: the number must be finite'],
    [undefined, 'undefined is not a decimal: pass a Decimal, decimal text, a finite number or a bigint'],
    [null, 'null is not a decimal: pass a Decimal, decimal text, a finite number or a bigint'],
    [true, 'true is not a decimal: pass a Decimal, decimal text, a finite number or a bigint'],
    [{}, 'an object is not a decimal: pass a Decimal, decimal text, a finite number or a bigint'],
    [['1'], 'an array is not a decimal: pass a Decimal, decimal text, a finite number or a bigint'],
    [() => 1, 'a function is not a decimal: pass a Decimal, decimal text, a finite number or a bigint'],
  ])('%s is refused', (input, message) => {
    expect(() => Decimal.from(input as DecimalInput)).toThrow(message);
    expect(() => Decimal.one.plus(input as DecimalInput)).toThrow(message);
  });

  test('parse takes text only', () => {
    expect(() => Decimal.parse(5 as unknown as string)).toThrow('5 is not a decimal: pass decimal text');
  });

  test.each([
    [12345, 2, '123.45'],
    [-0, 2, '0'],
    [100, 2, '1'],
    [5n, 18, '0.000000000000000005'],
    [10n ** 20n, 20, '1'],
    [123_456_789_012_345_678_900n, 3, '123456789012345678.9'],
  ])('%s units at scale %i are %s', (units, scale, text) => {
    expect(Decimal.fromUnits(units, scale).toString()).toBe(text);
  });

  test.each([1.5, 2 ** 53, Number.NaN])('%s is not a number of units', units => {
    expect(() => Decimal.fromUnits(units, 2)).toThrow('is not a decimal: units must be a safe integer or a bigint');
  });
});

describe('one representation', () => {
  test('equal values are deeply equal, whatever made them', () => {
    expect(Decimal.parse('1.50')).toEqual(Decimal.parse('1.5'));
    expect(Decimal.parse('0.5').times('0.2')).toEqual(Decimal.parse('0.1'));
    expect(Decimal.parse('0.7').plus('0.3')).toEqual(Decimal.one);
    expect(Decimal.parse('5').dividedBy('2', 18, 'half-even')).toEqual(Decimal.parse('2.5'));
    expect(Decimal.parse('-3').times(0)).toEqual(Decimal.zero);
    expect(Decimal.zero.negated()).toEqual(Decimal.zero);
    expect(Decimal.parse('-0.4').round(0, 'down')).toEqual(Decimal.zero);
    const wide = Decimal.parse(safeMax).plus('0.123');
    expect(wide.minus('0.123')).toEqual(Decimal.parse(safeMax));
    expect(Decimal.parse('0.000000001').times('1000000000')).toEqual(Decimal.one);
  });

  test('different values are not deeply equal', () => {
    expect(Decimal.parse('1.5')).not.toEqual(Decimal.parse('1.51'));
    expect(Decimal.parse('9007199254740993')).not.toEqual(Decimal.parse('9007199254740992'));
  });
});

describe('the edge of the safe range', () => {
  test('sums and differences that cross it are exact, both ways', () => {
    const edge = Decimal.parse(safeMax);
    expect(edge.plus(1).plus(1).toString()).toBe('9007199254740993');
    expect(edge.plus(2).minus(2).toString()).toBe(safeMax);
    expect(edge.negated().minus(2).toString()).toBe('-9007199254740993');
    expect(edge.plus('0.1').toString()).toBe('9007199254740991.1');
    expect(Decimal.parse('-9007199254740993').plus('0.5').toString()).toBe('-9007199254740992.5');
  });

  test('a rand notional with ten decimals keeps all of them', () => {
    const cost = Decimal.parse('98765432.10').times('1.23456789');
    expect(cost.toString()).toBe('121932631.112635269');
    expect(cost.times('0.00123456').toString()).toBe('150533.14906641499769664');
  });

  test('products of two numbers with eighteen decimals are exact', () => {
    const product = Decimal.parse('1.000000000000000001').times('1.000000000000000001');
    expect(product.toString()).toBe('1.000000000000000002000000000000000001');
  });

  test('comparison is exact where doubles are equal', () => {
    expect(Decimal.parse('9007199254740993').compare('9007199254740992')).toBe(1);
    expect(Decimal.parse('9007199254740992.5').lessThan('9007199254740993')).toBe(true);
    expect(Decimal.parse(safeMax).compare('0.00000000000000000000000000001')).toBe(1);
    expect(Decimal.zero.compare('-0.00000000000000000000000000001')).toBe(1);
    expect(Decimal.parse('9007199254740993').equals('9007199254740993')).toBe(true);
    expect(Decimal.parse('9007199254740993').equals('-9007199254740993')).toBe(false);
  });
});

describe('division', () => {
  test.each([
    ['1', '3', 8, 'half-even', '0.33333333'],
    ['2', '3', 8, 'half-up', '0.66666667'],
    ['-2', '3', 8, 'floor', '-0.66666667'],
    ['10', '4', 0, 'half-even', '2'],
    ['1', '8', 3, 'down', '0.125'],
    ['1400000', '0.00000003', 4, 'ceiling', '46666666666666.6667'],
    ['0.000000000000000001', '1000000', 24, 'down', '0.000000000000000000000001'],
    ['0', '7', 8, 'up', '0'],
    [safeMax, '2', 0, 'half-up', '4503599627370496'],
    [safeMax, '1', 0, 'down', safeMax],
    [`1${'0'.repeat(40)}`, '-3', 2, 'half-down', `-${'3'.repeat(40)}.33`],
  ] as const)('%s / %s at scale %i, %s, is %s', (dividend, divisor, scale, rounding, text) => {
    expect(Decimal.parse(dividend).dividedBy(divisor, scale, rounding).toString()).toBe(text);
  });

  test('division by zero is an error that names the dividend', () => {
    const error = thrownBy(() => Decimal.parse('1.5').dividedBy('0.00', 2, 'down'));
    expect(error.code).toBe('decimal/division-by-zero');
    expect(error.message).toBe('1.5 cannot be divided by 0; check the divisor first');
    expect(error.context).toEqual({ dividend: '1.5' });
  });

  test.each([-1, 1.5, Number.NaN, 10_001])('%s is not a scale', scale => {
    const one = Decimal.one;
    const message = `scale was ${scale}; a scale is an integer from 0 to 10000`;
    expect(() => one.dividedBy(3, scale, 'down')).toThrow(message);
    expect(() => one.round(scale, 'down')).toThrow(message);
    expect(() => one.toFixed(scale, 'down')).toThrow(message);
    expect(() => one.toUnits(scale)).toThrow(message);
    expect(() => Decimal.fromUnits(1, scale)).toThrow(message);
  });
});

describe('steps', () => {
  test.each([
    ['1400000.5', '1', 'down', '1400000'],
    ['1400000.5', '1', 'up', '1400001'],
    ['1400000', '1', 'up', '1400000'],
    ['0.00123456', '0.0005', 'half-even', '0.001'],
    ['7', '2.5', 'half-up', '7.5'],
    ['-7', '2.5', 'down', '-5'],
    ['99999999999999999999.3', '0.25', 'floor', '99999999999999999999.25'],
  ] as const)('%s to steps of %s, %s, is %s', (value, step, rounding, text) => {
    expect(Decimal.parse(value).roundToStep(step, rounding).toString()).toBe(text);
  });

  test.each([
    ['1400000', '1', true],
    ['1400000.5', '1', false],
    ['0.3', '0.1', true],
    ['0.35', '0.1', false],
    ['7.5', '2.5', true],
    ['-7.5', '2.5', true],
    ['7', '2.5', false],
    ['0', '5', true],
    ['5', '10', false],
    ['99999999999999999999.25', '0.25', true],
    ['99999999999999999999', '0.000000000000000003', true],
    ['99999999999999999998', '0.000000000000000003', false],
    [safeMax, '2', false],
  ] as const)('%s in steps of %s: %s', (value, step, expected) => {
    expect(Decimal.parse(value).isMultipleOf(step)).toBe(expected);
  });

  test.each(['0', '-0.1'])('a step of %s is refused', step => {
    expect(() => Decimal.one.isMultipleOf(step)).toThrow(`step was ${step}; a step must be above zero`);
    expect(() => Decimal.one.roundToStep(step, 'down')).toThrow(`step was ${step}; a step must be above zero`);
  });
});

describe('leaving the class', () => {
  test('units are exact or refused', () => {
    expect(Decimal.parse('1.5').toUnits(8)).toBe(150_000_000n);
    expect(Decimal.parse('1.5').toUnits(0, 'half-even')).toBe(2n);
    expect(Decimal.parse('0.996').toUnits(2, 'up')).toBe(100n);
    const error = thrownBy(() => Decimal.parse('1.005').toUnits(2));
    expect(error.code).toBe('decimal/inexact');
    expect(error.message).toBe('1.005 does not fit 2 decimals; round it first, or pass a rounding to toUnits');
    expect(error.context).toEqual({ value: '1.005', scale: 2 });
  });

  test.each([
    ['1.5', 2, '1.50'],
    ['1.005', 2, '1.01'],
    ['-0.001', 2, '0.00'],
    ['7', 0, '7'],
    ['7', 3, '7.000'],
    ['123456789012345678901.5', 2, '123456789012345678901.50'],
  ])('%s with %i decimals is %s', (value, scale, text) => {
    expect(Decimal.parse(value).toFixed(scale, 'half-up')).toBe(text);
  });

  test.each([
    ['0.1', 0.1],
    ['-1234567.89', -1234567.89],
    ['9007199254740993', 9007199254740992],
    ['0.30000000000000004', 0.30000000000000004],
    [`0.${'0'.repeat(30)}1`, 1e-31],
    ['0', 0],
  ])('%s is the double %d', (text, value) => {
    expect(Decimal.parse(text).toNumber()).toBe(value);
  });

  test('JSON, templates and the console show the value', () => {
    const value = Decimal.parse('1.50');
    expect(JSON.stringify({ value })).toBe('{"value":"1.5"}');
    expect(`${value}`).toBe('1.5');
    expect(inspect(value)).toBe('Decimal(1.5)');
    expect(inspect({ value })).toBe('{ value: Decimal(1.5) }');
  });

  test('operators throw instead of comparing text', () => {
    const nine = Decimal.parse('9') as unknown as number;
    const ten = Decimal.parse('10') as unknown as number;
    expect(() => nine < ten).toThrow(TypeError);
    expect(() => nine + ten).toThrow('operators do not work on Decimal');
    expect(() => Number(nine)).toThrow('operators do not work on Decimal');
  });
});

describe('small questions', () => {
  test.each([
    ['-1.5', -1],
    ['0', 0],
    ['0.00000001', 1],
    ['-99999999999999999999', -1],
    ['99999999999999999999', 1],
  ] as const)('the sign of %s is %i', (text, sign) => {
    const value = Decimal.parse(text);
    expect(value.sign()).toBe(sign);
    expect(value.isZero()).toBe(sign === 0);
    expect(value.isNegative()).toBe(sign < 0);
    expect(value.isPositive()).toBe(sign > 0);
    expect(value.abs().sign()).toBe(sign === 0 ? 0 : 1);
    expect(value.negated().sign()).toBe(sign === 0 ? 0 : -sign);
  });

  test('comparisons take every input', () => {
    const value = Decimal.parse('1.5');
    expect(value.lessThan('1.6')).toBe(true);
    expect(value.lessThanOrEqual(1.5)).toBe(true);
    expect(value.greaterThan(1n)).toBe(true);
    expect(value.greaterThanOrEqual(foreignDecimal('1.5'))).toBe(true);
    expect(value.equals('1.50')).toBe(true);
  });

  test('sum, min and max pick exactly', () => {
    const values = ['0.1', '0.2', '-0.3'].map(text => Decimal.parse(text));
    expect(Decimal.sum(values)).toEqual(Decimal.zero);
    expect(Decimal.sum([])).toBe(Decimal.zero);
    expect(Decimal.min('1.5', 2).toString()).toBe('1.5');
    expect(Decimal.max('1.5', 2).toString()).toBe('2');
  });

  test('decimal places count without trailing zeros', () => {
    expect(Decimal.parse('1.500').decimalPlaces()).toBe(1);
    expect(Decimal.parse('100').decimalPlaces()).toBe(0);
  });

  test('a decimal is told by its brand', () => {
    expect(Decimal.isDecimal(Decimal.one)).toBe(true);
    expect(Decimal.isDecimal(foreignDecimal('1'))).toBe(true);
    expect(foreignDecimal('1')).not.toBeInstanceOf(Decimal);
    expect([1, '1', null, undefined, {}].some(value => Decimal.isDecimal(value))).toBe(false);
  });
});
