import { Decimal } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { Ledger } from './ledger.ts';
import type { TradeLeg } from './ledger-row.ts';

const d = (text: string) => Decimal.parse(text);

function leg(account: string, pays: string, paid: string, extras: Partial<TradeLeg> = {}): TradeLeg {
  return { account, pays, paid: d(paid), released: Decimal.zero, feeAsset: pays, fee: Decimal.zero, ...extras };
}

/** Ann has 100 ZAR of which 40 are reserved, Bob has 2 XBT of which 1 is reserved. */
function ledgerOfTwo(): Ledger {
  const ledger = new Ledger();
  ledger.deposit('ann', 'ZAR', d('100'));
  ledger.reserve('ann', 'ZAR', d('40'));
  ledger.deposit('bob', 'XBT', d('2'));
  ledger.reserve('bob', 'XBT', d('1'));
  return ledger;
}

describe('a ledger', () => {
  test('counts the rows of each account and asset, with totals and changes', () => {
    const ledger = new Ledger();
    expect(ledger.deposit('ann', 'ZAR', d('100'))).toEqual({
      account: 'ann',
      asset: 'ZAR',
      rowIndex: 1,
      cause: 'deposit',
      total: d('100'),
      available: d('100'),
      totalDelta: d('100'),
      availableDelta: d('100'),
    });
    const reserve = { cause: 'reserve', rowIndex: 2, total: d('100'), available: d('60'), availableDelta: d('-40') };
    expect(ledger.reserve('ann', 'ZAR', d('40'))).toMatchObject({ ...reserve, totalDelta: Decimal.zero });
    expect(ledger.release('ann', 'ZAR', d('15'))).toMatchObject({ cause: 'release', rowIndex: 3, available: d('75') });
    expect(ledger.withdraw('ann', 'ZAR', d('75'))).toMatchObject({ cause: 'withdrawal', rowIndex: 4, total: d('25') });
    expect(ledger.balance('ann', 'ZAR')).toEqual({
      asset: 'ZAR',
      total: d('25'),
      reserved: d('25'),
      available: Decimal.zero,
    });
    expect(ledger.deposit('ann', 'XBT', d('1'))).toMatchObject({ rowIndex: 1 });
    expect(ledger.balances('ann').map(holding => holding.asset)).toEqual(['ZAR', 'XBT']);
  });

  test.each<[string, (ledger: Ledger) => unknown, string, string]>([
    [
      'reserving more than is available',
      ledger => ledger.reserve('ann', 'ZAR', d('60.01')),
      'insufficient-balance',
      '60',
    ],
    [
      'withdrawing more than is available',
      ledger => ledger.withdraw('ann', 'ZAR', d('61')),
      'insufficient-balance',
      '60',
    ],
    ['releasing more than is reserved', ledger => ledger.release('ann', 'ZAR', d('41')), 'insufficient-balance', '40'],
    [
      'reserving from an account that is not there',
      ledger => ledger.reserve('cid', 'ZAR', d('1')),
      'insufficient-balance',
      '0',
    ],
    ['depositing nothing', ledger => ledger.deposit('ann', 'ZAR', Decimal.zero), 'not-positive', '60'],
    ['withdrawing less than nothing', ledger => ledger.withdraw('ann', 'ZAR', d('-1')), 'not-positive', '60'],
    ['reserving less than nothing', ledger => ledger.reserve('ann', 'ZAR', d('-1')), 'not-positive', '60'],
    ['releasing less than nothing', ledger => ledger.release('ann', 'ZAR', d('-1')), 'not-positive', '60'],
    [
      'a leg that pays more than its account has',
      ledger => ledger.settle(leg('ann', 'ZAR', '100.01', { released: d('40') }), leg('bob', 'XBT', '1')),
      'insufficient-balance',
      '60',
    ],
    [
      'a leg whose fee is not covered',
      ledger => ledger.settle(leg('ann', 'ZAR', '100', { released: d('40'), fee: d('0.01') }), leg('bob', 'XBT', '1')),
      'insufficient-balance',
      '60',
    ],
    [
      'a leg that would pay out of its own rebate',
      ledger => ledger.settle(leg('ann', 'ZAR', '60.5', { fee: d('-1') }), leg('bob', 'XBT', '1')),
      'insufficient-balance',
      '60',
    ],
    [
      'a second leg that cannot pay',
      ledger => ledger.settle(leg('ann', 'ZAR', '1'), leg('bob', 'XBT', '1.5')),
      'insufficient-balance',
      '1',
    ],
    [
      'a leg that releases more than is reserved',
      ledger => ledger.settle(leg('ann', 'ZAR', '1', { released: d('41') }), leg('bob', 'XBT', '1')),
      'insufficient-balance',
      '40',
    ],
    [
      'a fee beyond what is received',
      ledger => ledger.settle(leg('ann', 'ZAR', '1', { feeAsset: 'XBT', fee: d('1.1') }), leg('bob', 'XBT', '1')),
      'fee-too-high',
      '0',
    ],
    [
      'a fee in an asset that does not trade',
      ledger => ledger.settle(leg('ann', 'ZAR', '1', { feeAsset: 'ETH', fee: d('0.1') }), leg('bob', 'XBT', '1')),
      'fee-too-high',
      '0',
    ],
    ['legs in one asset', ledger => ledger.settle(leg('ann', 'ZAR', '1'), leg('bob', 'ZAR', '1')), 'same-asset', '60'],
    ['paying nothing', ledger => ledger.settle(leg('ann', 'ZAR', '0'), leg('bob', 'XBT', '1')), 'not-positive', '60'],
  ])('refuses %s and changes nothing', (_, act, refused, held) => {
    const ledger = ledgerOfTwo();
    const before = [ledger.balances('ann'), ledger.balances('bob'), ledger.balances('cid')];
    expect(act(ledger)).toMatchObject({ refused, held: d(held) });
    expect([ledger.balances('ann'), ledger.balances('bob'), ledger.balances('cid')]).toEqual(before);
  });

  test('settles a trade with fees in what is paid and what is received', () => {
    const ledger = ledgerOfTwo();
    const buyer = leg('ann', 'ZAR', '35', { released: d('40'), fee: d('0.5') });
    const seller = leg('bob', 'XBT', '1', { released: d('1'), feeAsset: 'ZAR', fee: d('-0.25') });
    const rows = ledger.settle(buyer, seller);
    expect(
      'refused' in rows
        ? rows
        : rows.map(leg => leg.map(row => [row.asset, row.cause, String(row.totalDelta), String(row.available)])),
    ).toEqual([
      [
        ['ZAR', 'trade', '-35', '65'],
        ['XBT', 'trade', '1', '1'],
        ['ZAR', 'fee', '-0.5', '64.5'],
      ],
      [
        ['XBT', 'trade', '-1', '1'],
        ['ZAR', 'trade', '35', '35'],
        ['ZAR', 'fee', '0.25', '35.25'],
      ],
    ]);
    expect(ledger.feesCollected('ZAR')).toEqual(d('0.25'));
    expect([ledger.totalOf('ZAR'), ledger.totalOf('XBT')]).toEqual([d('100'), d('2')]);
    expect([ledger.netDeposits('ZAR'), ledger.netDeposits('XBT')]).toEqual([d('100'), d('2')]);
  });

  test('settles a trade of an account with itself', () => {
    const ledger = new Ledger();
    ledger.deposit('ann', 'ZAR', d('10'));
    ledger.deposit('ann', 'XBT', d('1'));
    ledger.settle(leg('ann', 'ZAR', '10', { feeAsset: 'XBT', fee: d('0.1') }), leg('ann', 'XBT', '1'));
    expect(ledger.balances('ann').map(holding => String(holding.total))).toEqual(['10', '0.9']);
    expect(ledger.totalOf('XBT')).toEqual(d('1'));
  });

  test('holds no more accounts and assets than its maxima', () => {
    const ledger = new Ledger({ accountsMax: 1, assetsMax: 1 });
    ledger.deposit('ann', 'ZAR', d('1'));
    expect(ledger.deposit('bob', 'ZAR', d('1'))).toMatchObject({ refused: 'too-many-accounts' });
    expect(ledger.deposit('ann', 'XBT', d('1'))).toMatchObject({ refused: 'too-many-assets' });
    expect(ledger.deposit('ann', 'ZAR', d('1'))).toMatchObject({ total: d('2') });
    expect([ledger.hasAccount('ann'), ledger.hasAccount('bob')]).toEqual([true, false]);
  });
});
