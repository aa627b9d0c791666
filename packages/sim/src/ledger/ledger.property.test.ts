import { Decimal } from '@trader/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ledger } from './ledger.ts';

const accounts = ['ann', 'bob', 'cid'] as const;
const assets = ['XBT', 'ZAR'] as const;
const account = fc.constantFrom(...accounts);
const asset = fc.constantFrom(...assets);
const amount = fc.integer({ min: -2, max: 60 }).map(units => Decimal.fromUnits(units, 1));
const fee = fc.integer({ min: -5, max: 12 }).map(units => Decimal.fromUnits(units, 2));

type Act = (ledger: Ledger) => unknown;

const leg = (pays: string) =>
  fc.record({ account, pays: fc.constant(pays), paid: amount, released: amount, feeAsset: asset, fee });
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(account, asset, amount).map(
    ([a, b, c]) =>
      (ledger: Ledger) =>
        ledger.deposit(a, b, c),
  ),
  fc.tuple(account, asset, amount).map(
    ([a, b, c]) =>
      (ledger: Ledger) =>
        ledger.withdraw(a, b, c),
  ),
  fc.tuple(account, asset, amount).map(
    ([a, b, c]) =>
      (ledger: Ledger) =>
        ledger.reserve(a, b, c),
  ),
  fc.tuple(account, asset, amount).map(
    ([a, b, c]) =>
      (ledger: Ledger) =>
        ledger.release(a, b, c),
  ),
  fc.tuple(leg('ZAR'), leg('XBT')).map(
    ([first, second]) =>
      (ledger: Ledger) =>
        ledger.settle(first, second),
  ),
);

test('whatever is asked of a ledger, nothing is created, destroyed or overdrawn', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 80, size: 'max' }), acts => {
      const ledger = new Ledger();
      for (const step of acts) {
        step(ledger);
        const sums = assets.map(name => ledger.totalOf(name).equals(ledger.netDeposits(name)));
        const holdings = accounts.flatMap(holder => ledger.balances(holder));
        const sound = holdings.map(
          ({ total, reserved, available }) =>
            reserved.plus(available).equals(total) && !reserved.isNegative() && !available.isNegative(),
        );
        expect([...sums, ...sound].every(holds => holds)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
