import { AssetLedger, type Order } from '@trader/core';
import type { BacktestFill, EquityCurve } from '../backtest/backtest-result.ts';
import type { Figures } from './figures.ts';
import { finite } from './finite.ts';

/** The figures that orders and fills give. */
export type TradingFigures = Pick<
  Figures,
  'orders' | 'refusedOrders' | 'fills' | 'traded' | 'turnover' | 'fees' | 'averageExposure'
>;

/**
 * Figures of orders and fills.
 *
 * @param orders - Orders of the account.
 * @param fills - Fills of the account.
 * @param equity - Its equity in the reporting asset.
 * @param reportingAsset - The asset that equity is counted in.
 * @param quoteOf - Quote asset of a symbol.
 */
export function tradingFigures(
  orders: readonly Order[],
  fills: readonly BacktestFill[],
  equity: EquityCurve,
  reportingAsset: string,
  quoteOf: (symbol: string) => string,
): TradingFigures {
  const traded = new AssetLedger();
  const fees = new AssetLedger();
  for (const { fill } of fills) {
    traded.add(quoteOf(fill.symbol), fill.quoteQuantity);
    fees.addAll(fill.fees);
  }
  const isOneAsset = traded.entries().every(([asset]) => asset === reportingAsset);
  const mean = meanOverTime(equity, index => equity.value[index] ?? 0);
  return {
    orders: orders.length,
    refusedOrders: orders.filter(({ state }) => state === 'denied' || state === 'rejected').length,
    fills: fills.filter(({ fill }) => !fill.quantity.isZero()).length,
    traded: traded.toJSON(),
    turnover:
      mean === undefined || mean <= 0 || !isOneAsset ? undefined : finite(traded.get(reportingAsset).toNumber() / mean),
    fees: fees.toJSON(),
    averageExposure: averageExposure(equity),
  };
}

function averageExposure(equity: EquityCurve): number | undefined {
  if (equity.value.some(each => !(each > 0))) return undefined;
  return meanOverTime(equity, index => Math.abs(equity.exposure[index] ?? 0) / (equity.value[index] ?? 1));
}

/** Each sample counts until the next one; the last does not. */
function meanOverTime({ timeMs }: EquityCurve, valueAt: (index: number) => number): number | undefined {
  let sum = 0;
  for (let index = 0; index + 1 < timeMs.length; index += 1)
    sum += valueAt(index) * ((timeMs[index + 1] ?? 0) - (timeMs[index] ?? 0));
  const lengthMs = (timeMs.at(-1) ?? 0) - (timeMs[0] ?? 0);
  return lengthMs > 0 ? finite(sum / lengthMs) : undefined;
}
