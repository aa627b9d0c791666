import { Decimal } from '@trader/core';
import type { FeeModel } from '@trader/sim';
import type { SandboxBehaviour } from '../behaviour.ts';
import type { MarketRow } from './market-row.ts';

/** Luno's codes of state currencies: a market against one of them is not “between crypto assets”. */
const stateCurrencies: ReadonlySet<string> = new Set([
  'AUD',
  'EUR',
  'GBP',
  'IDR',
  'KES',
  'MYR',
  'NGN',
  'SGD',
  'UGX',
  'USD',
  'ZAR',
  'ZMW',
]);

/** Fees as Luno charges them: rates per market, in the currency that the sandbox's behaviour names, rounded up to `fee_scale`. */
export function createLunoFees(markets: readonly MarketRow[], rule: SandboxBehaviour['feeCurrency']): FeeModel {
  const rates = new Map(
    markets.map(row => [
      row.marketId,
      {
        maker: Decimal.from(row.makerFee),
        taker: Decimal.from(row.takerFee),
        scale: row.feeScale,
        sellAsset: sellFeeAsset(row, rule),
      },
    ]),
  );
  return {
    terms({ symbol, side }) {
      const rate = rates.get(symbol);
      if (rate === undefined) throw new RangeError(`${symbol} is no market of this sandbox`);
      const asset = side === 'buy' ? 'base' : rate.sellAsset;
      return { maker: rate.maker, taker: rate.taker, asset, scale: rate.scale, rounding: 'ceiling' };
    },
  };
}

function sellFeeAsset(row: MarketRow, rule: SandboxBehaviour['feeCurrency']): 'base' | 'quote' {
  return rule === 'base-on-crypto-sells' && !stateCurrencies.has(row.counterCurrency) ? 'base' : 'quote';
}
