import { Decimal, isTradingError } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { makerTakerFees } from './maker-taker-fees.ts';

const d = (text: string) => Decimal.parse(text);

describe('maker and taker fees', () => {
  const fees = makerTakerFees({
    maker: '0.001',
    taker: '0.002',
    sell: { taker: '0.003' },
    markets: {
      XBTZAR: { maker: '-0.0001', scale: 4, rounding: 'down' },
      LTCXBT: { asset: 'quote', sell: { asset: 'base', taker: '0.01' } },
    },
  });

  test.each([
    ['ETHZAR', 'buy', '0.001', '0.002', 'base', 8, 'ceiling'],
    ['ETHZAR', 'sell', '0.001', '0.003', 'quote', 8, 'ceiling'],
    ['XBTZAR', 'buy', '-0.0001', '0.002', 'base', 4, 'down'],
    ['XBTZAR', 'sell', '-0.0001', '0.003', 'quote', 4, 'down'],
    ['LTCXBT', 'buy', '0.001', '0.002', 'quote', 8, 'ceiling'],
    ['LTCXBT', 'sell', '0.001', '0.01', 'base', 8, 'ceiling'],
  ] as const)('%s %s pays the most specific rates', (symbol, side, maker, taker, asset, scale, rounding) => {
    expect(fees.terms({ account: 'a', symbol, side })).toEqual({
      maker: d(maker),
      taker: d(taker),
      asset,
      scale,
      rounding,
    });
  });

  test('are zero when nothing is said', () => {
    expect(makerTakerFees({}).terms({ account: 'a', symbol: 'X', side: 'buy' })).toMatchObject({
      maker: Decimal.zero,
      taker: Decimal.zero,
    });
  });

  test.each([
    [{ maker: 1.5 }, 'fees (buy).maker'],
    [{ sell: { taker: -2 } }, 'fees (sell).taker'],
    [{ scale: 19 }, 'fees (buy).scale'],
    [{ markets: { XBTZAR: { scale: 0.5 } } }, 'fees.markets.XBTZAR (buy).scale'],
  ])('name the field that is wrong: %j', (options, field) => {
    let thrown: unknown;
    try {
      makerTakerFees(options);
    } catch (error) {
      thrown = error;
    }
    expect(isTradingError(thrown, 'system/invalid-options') && thrown.context.field).toBe(field);
  });
});
