import { describe, expect, test } from 'vitest';
import { ageText, amountsText, durationText, moneyText, priceText, quantityText, timeText } from './number-text.ts';

describe('money for people', () => {
  test.each([
    ['0', '0.00'],
    ['12.5', '12.50'],
    ['-1234567.891', '-1,234,567.89'],
    ['0.125', '0.1250'],
    ['-0.00001234', '-0.00001234'],
    ['0.0000000000001', '0.00000000'],
    ['123456789012345678901234567890', '123,456,789,012,345,678,901,234,567,890.00'],
  ])('%s is shown as %s', (text, shown) => {
    expect(moneyText(text)).toBe(shown);
  });
});

test('quantities are exact up to eight decimals', () => {
  expect(['0.0001', '1234.5', '0.123456789', '0'].map(quantityText)).toEqual(['0.0001', '1,234.5', '0.12345679', '0']);
});

test('amounts name their assets', () => {
  expect(amountsText({ ZAR: '10', XBT: '0.5' })).toBe('10.00 ZAR, 0.5000 XBT');
  expect(amountsText({})).toBe('–');
});

test('prices, times, ages and durations are short', () => {
  expect([priceText(1_200_345.5), priceText(undefined)]).toEqual(['1,200,345.5', '–']);
  expect(timeText(Date.UTC(2026, 0, 1, 9, 5, 7))).toBe('09:05:07');
  expect([0, 940, 9_949, 12_400, 300_000, -5].map(ageText)).toEqual([
    '0.0 s',
    '0.9 s',
    '9.9 s',
    '12 s',
    '5 min',
    '0 s',
  ]);
  expect([0, 61_000, 3_723_000, -1].map(durationText)).toEqual(['00:00', '01:01', '1:02:03', '00:00']);
});
