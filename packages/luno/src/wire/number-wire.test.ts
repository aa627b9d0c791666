import { Decimal } from '@trader/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  decimalWire,
  integerTextWire,
  listWire,
  optionalDecimalWire,
  optionalTextWire,
  optionalTimeWire,
  smallIntegerWire,
  timeWire,
} from './number-wire.ts';

describe('amounts', () => {
  test.each([
    ['0', '0'],
    ['0.00', '0'],
    ['11.9670000000000000', '11.967'],
    ['2765.000000000000000000', '2765'],
    ['-0.00010000', '-0.0001'],
    ['8203463422864003664.123456789012345678', '8203463422864003664.123456789012345678'],
    [0.08, '0.08'],
    [1e-7, '0.0000001'],
    [-12, '-12'],
  ])('are exact: %s', (input, text) => {
    expect(decimalWire.parse(input).toString()).toBe(text);
  });

  test.each([
    ['1e-7'],
    ['+1'],
    ['.5'],
    ['5.'],
    [''],
    [' 1'],
    ['1,5'],
    ['NaN'],
    ['0x10'],
    ['1'.repeat(41)],
    [null],
    [undefined],
    [true],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
  ])('are refused when they are no plain decimal: %s', input => {
    expect(decimalWire.safeParse(input).success).toBe(false);
  });

  test('never throw and never round, whatever text comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^-?\d{1,40}(\.\d{1,40})?$/)), text => {
        const parsed = decimalWire.safeParse(text);
        if (parsed.success) expect(parsed.data.equals(Decimal.parse(text))).toBe(true);
      }),
    );
  });

  test.each([[null], [undefined], ['']])('may be left out where they are optional: %s', input => {
    expect(optionalDecimalWire.parse(input)).toBeUndefined();
  });

  test('may be missing as fields where they are optional, and nowhere else', () => {
    const wire = z.object({ needed: decimalWire, spare: optionalDecimalWire });
    expect(wire.parse({ needed: '1' })).toEqual({ needed: Decimal.parse('1') });
    expect(wire.safeParse({ spare: '1' }).success).toBe(false);
    expect(wire.safeParse({ needed: '1', spare: 'lots' }).success).toBe(false);
  });
});

describe('moments', () => {
  test.each([
    [1_790_127_200_123, 1_790_127_200_123],
    ['1790127200123', 1_790_127_200_123],
    ['2026-09-22T20:13:20.123Z', 1_790_108_000_123],
    [0, 0],
  ])('are read from %s', (input, timeMs) => {
    expect(timeWire.parse(input)).toBe(timeMs);
  });

  test.each([['soon'], [''], [null], [1.5], ['1'.repeat(20)]])('are refused: %s', input => {
    expect(timeWire.safeParse(input).success).toBe(false);
  });

  test.each([[0], ['0'], [''], [null], [undefined]])('that are not set are undefined: %s', input => {
    expect(optionalTimeWire.parse(input)).toBeUndefined();
  });
});

test('ids keep every digit', () => {
  expect(integerTextWire.parse('8203463422864003664')).toBe('8203463422864003664');
  expect(integerTextWire.parse(276_989)).toBe('276989');
  expect(integerTextWire.safeParse(2 ** 60).success).toBe(false);
  expect(integerTextWire.safeParse('-1').success).toBe(false);
});

test('scales are small whole numbers, also as text', () => {
  expect([smallIntegerWire.parse(4), smallIntegerWire.parse('4')]).toEqual([4, 4]);
  expect(smallIntegerWire.safeParse('99999999999999999999').success).toBe(false);
});

test('empty text is none, and null is an empty list', () => {
  expect([optionalTextWire.parse(''), optionalTextWire.parse('x')]).toEqual([undefined, 'x']);
  expect([listWire(z.string()).parse(null), listWire(z.string()).parse(['a'])]).toEqual([[], ['a']]);
  expect(listWire(z.string()).safeParse(undefined).success).toBe(false);
});
