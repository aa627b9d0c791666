import { Decimal, type Fill } from '@trader/core';
import { expect, test } from 'vitest';
import { fill, startMs, xbtzar } from '../figures/fixtures/a-result.ts';
import { findRoundTrips } from './round-trips.ts';

const instruments = new Map([[xbtzar.id, xbtzar]]);
const at = (hour: number, side: 'buy' | 'sell', quantity: string, quote: string, fees: Fill['fees'] = []) =>
  fill(quantity, quote, { side, fees, brokerageTimeMs: startMs + hour }).fill;
const xbt = (amount: string) => [{ asset: 'XBT', amount: Decimal.parse(amount) }];
const trips = (...fills: readonly Fill[]) => findRoundTrips('one', fills, instruments, () => 100, startMs + 99);

test('a trip goes from flat to flat, and a fill through zero closes one and opens the next', () => {
  expect(trips(at(1, 'buy', '1', '100'), at(2, 'sell', '3', '330'))).toMatchObject([
    { direction: 'long', quantity: '1', pnl: '10', isOpen: false },
    { direction: 'short', quantity: '2', pnl: '20', isOpen: true },
  ]);
});

test('what fees in base leave is no trip of its own: the next one begins with it, and no money is lost between them', () => {
  const found = trips(
    at(1, 'buy', '1', '100', xbt('0.0000005')),
    at(2, 'sell', '0.999999', '109.99989'),
    at(3, 'buy', '1', '100', xbt('0.0000005')),
    at(4, 'sell', '1', '120'),
  );
  expect(found.map(({ direction, isOpen }) => [direction, isOpen])).toEqual([
    ['long', false],
    ['long', false],
  ]);
  const sum = Decimal.sum(found.map(({ pnl }) => Decimal.parse(pnl)));
  expect(sum.toString()).toBe('29.99989');
});
