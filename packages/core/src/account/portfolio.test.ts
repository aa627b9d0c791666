import { describe, expect, test } from 'vitest';
import type { Balance } from '../brokerage/brokerage-event.ts';
import { AssetLedger } from '../money/asset-amount.ts';
import type { DecimalInput } from '../money/decimal.ts';
import { Account } from './account.ts';
import { dec, ethzar, fill, xbtzar } from './fixtures/a-fill.ts';
import { Portfolio } from './portfolio.ts';
import { PositionManager } from './position-manager.ts';

function balance(asset: string, total: DecimalInput): Balance {
  return { type: 'balance', asset, total: dec(total), available: dec(total), brokerageTimeMs: undefined };
}

function setUp(): { a: PositionManager; b: PositionManager; account: Account; portfolio: Portfolio } {
  const a = new PositionManager({ strategy: 'a', capital: { ZAR: 1_000 } });
  const b = new PositionManager({ strategy: 'b', mode: 'netting', capital: { ZAR: 500 } });
  const account = new Account();
  return { a, b, account, portfolio: new Portfolio([a, b], account) };
}

describe('over all strategies', () => {
  test('positions, results, fees and capital add up, and each strategy keeps its own', () => {
    const { a, b, portfolio } = setUp();
    a.apply(fill('buy', 2, 200, { XBT: '0.1' }), xbtzar);
    b.apply(fill('sell', 1, 110, { ZAR: 1 }), xbtzar);
    b.apply(fill('buy', '0.5', 50), xbtzar);
    b.apply(fill('buy', 3, 30, {}, ethzar), ethzar);
    expect(portfolio.positions).toEqual([
      {
        instrumentId: xbtzar.id,
        symbol: 'XBTZAR',
        quote: 'ZAR',
        quantity: dec('1.4'),
        cost: dec(145),
        realisedPnl: dec(5),
      },
      { instrumentId: ethzar.id, symbol: 'ETHZAR', quote: 'ZAR', quantity: dec(3), cost: dec(30), realisedPnl: dec(0) },
    ]);
    expect(AssetLedger.from(portfolio.capital).toJSON()).toEqual({ ETH: '3', XBT: '1.4', ZAR: '1329' });
    expect(AssetLedger.from(portfolio.fees).toJSON()).toEqual({ XBT: '0.1', ZAR: '1' });
    expect(AssetLedger.from(portfolio.realisedPnl).toJSON()).toEqual({ ZAR: '5' });
    expect(portfolio.strategies).toEqual(['a', 'b']);
    expect(portfolio.positionsOf('b').map(({ symbol }) => symbol)).toEqual(['XBTZAR', 'ETHZAR']);
    expect(AssetLedger.from(portfolio.capitalOf('a')).toJSON()).toEqual({ XBT: '1.9', ZAR: '800' });
    expect(AssetLedger.from(portfolio.feesOf('b')).toJSON()).toEqual({ ZAR: '1' });
    expect(AssetLedger.from(portfolio.realisedPnlOf('b')).toJSON()).toEqual({ ZAR: '5' });
    expect(portfolio.positionsOf('nobody')).toEqual([]);
  });

  test('equity is the sum of what every strategy is worth', () => {
    const { a, b, portfolio } = setUp();
    a.apply(fill('buy', 2, 200), xbtzar);
    b.apply(fill('buy', 1, 20, {}, ethzar), ethzar);
    expect(portfolio.equity('ZAR', asset => (asset === 'XBT' ? dec(150) : undefined))).toEqual({
      amount: dec(1_580),
      unpriced: ['ETH'],
    });
  });
});

describe('against the account', () => {
  test('what no strategy owns is unallocated, and unknown before the first balance', () => {
    const { a, account, portfolio } = setUp();
    expect(portfolio.unallocated('ZAR')).toBeUndefined();
    account.applyBalance(balance('ZAR', 2_000));
    expect(portfolio.unallocated('ZAR')).toEqual(dec(500));
    a.apply(fill('buy', 1, 100), xbtzar);
    account.applyBalance(balance('ZAR', 1_900));
    expect(portfolio.unallocated('ZAR')).toEqual(dec(500));
    expect(portfolio.allocated('ZAR')).toEqual(dec(1_400));
  });

  test('there is no difference while fills explain the balances, and each one that they do not explain is named', () => {
    const { a, account, portfolio } = setUp();
    for (const each of [balance('ZAR', 2_000), balance('XBT', 3)]) account.applyBalance(each);
    portfolio.acceptUnallocated();
    expect(portfolio.differences()).toEqual([]);
    a.apply(fill('buy', 1, 100, { ZAR: 1 }), xbtzar);
    for (const each of [balance('ZAR', 1_899), balance('XBT', 4)]) account.applyBalance(each);
    expect(portfolio.differences()).toEqual([]);
    for (const each of [balance('ZAR', 1_898), balance('ETH', 7)]) account.applyBalance(each);
    expect(portfolio.differences()).toEqual([
      { asset: 'ZAR', balance: dec(1_898), allocated: dec(1_399), expectedUnallocated: dec(500), amount: dec(-1) },
      { asset: 'ETH', balance: dec(7), allocated: dec(0), expectedUnallocated: dec(0), amount: dec(7) },
    ]);
  });
});
