import { expect, test } from 'vitest';
import {
  amountsText,
  durationText,
  figureText,
  minuteText,
  moneyText,
  numberText,
  paramText,
  percentText,
} from './number-words.ts';

test.each([
  [0.1234, '12.34 %'],
  [-0.005, '−0.50 %'],
  [-0.000001, '0.00 %'],
  [12.345, '1,235 %'],
  [-1e9, '−1.00e+11 %'],
])('the fraction %s reads %s', (value, text) => expect(percentText(value)).toBe(text));

test.each([
  [1234567.891, 2, '1,234,567.89'],
  [-0.001, 2, '0.00'],
  [1e21, 2, '1.00e+21'],
])('the number %s with %i decimals reads %s', (value, decimals, text) =>
  expect(numberText(value, decimals)).toBe(text),
);

test.each([
  ['-1234.565', '−1,234.56'],
  ['0.01234567', '0.0123'],
  ['0.000000019', '0.00000002'],
  ['-0.000000000001', '0.00000000'],
  ['0', '0.00'],
])('the amount %s reads %s', (value, text) => expect(moneyText(value)).toBe(text));

test('amounts name their asset, and none is 0', () => {
  expect(amountsText({ XBT: '0.5', ZAR: '-3' })).toBe('0.5000 XBT, −3.00 ZAR');
  expect(amountsText({})).toBe('0');
});

test.each([
  [40_000, '40 s'],
  [720_000, '12 min'],
  [18_000_000, '5.0 h'],
  [86_400_000 * 3.2, '3.2 d'],
  [86_400_000 * 1234, '1,234 d'],
])('%i ms read %s', (value, text) => expect(durationText(value)).toBe(text));

test('what cannot be computed is a dash', () => {
  expect(figureText(null, 'ratio')).toBe('–');
  expect(minuteText(Number.NaN)).toBe('–');
});

test.each([
  [1_234_567_890, '1234567890'],
  [0.1 + 0.2, '0.3'],
  [1 / 3, '0.333333'],
  ['long', 'long'],
  [true, 'true'],
])('the param %j is shown as %s', (value, text) => expect(paramText(value)).toBe(text));
