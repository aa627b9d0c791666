import { expect, test } from 'vitest';
import { PriceGuard } from './price-guard.ts';

/** What is believed after each of these prices, with a band of 10 %. */
function believed(...prices: number[]): readonly (number | undefined)[] {
  const guard = new PriceGuard(0.1);
  return prices.map(price => {
    guard.note(price);
    return guard.confirmed;
  });
}

test('a price near the one before is believed at once', () => {
  expect(believed(100, 105, 110, 99)).toEqual([100, 105, 110, 99]);
});

test('a spike is never believed', () => {
  expect(believed(100, 1_000, 100, 10, 101)).toEqual([100, 100, 100, 100, 101]);
});

test('a jump is believed at the third price that agrees', () => {
  expect(believed(100, 120, 121, 119, 118)).toEqual([100, 100, 100, 119, 118]);
});

test('prices that do not agree with each other confirm nothing', () => {
  expect(believed(100, 200, 300, 200, 300, 200)).toEqual([100, 100, 100, 100, 100, 100]);
});

test('a market that moves fast, step by step, is followed', () => {
  expect(believed(100, 115, 130, 150, 170, 190)).toEqual([100, 100, 100, 100, 100, 100]);
  expect(believed(100, 115, 125, 137, 150, 164)).toEqual([100, 100, 100, 137, 150, 164]);
});
