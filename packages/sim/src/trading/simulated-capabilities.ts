import type { Capabilities, Instrument } from '@trader/core';
import { invalidOption } from '../exchange/exchange-settings.ts';
import type { FeeModel } from '../fee-models/fee-model.ts';

/**
 * What a simulated brokerage can do: orders as the brokerage `like` takes them, or every kind; told in the simulation's own way.
 *
 * @throws `system/invalid-options` for a brokerage with short selling: the simulation has cash accounts only.
 */
export function simulatedCapabilities(
  like: Capabilities | undefined,
  fees: FeeModel,
  instruments: readonly Instrument[],
): Capabilities {
  if (like?.shortSelling === true)
    throw invalidOption('capabilities.shortSelling', 'true', 'the simulation holds cash accounts; set it to false');
  const feeAssets = new Set<'base' | 'quote'>();
  for (const { symbol } of instruments)
    for (const side of ['buy', 'sell'] as const) feeAssets.add(fees.terms({ account: '', symbol, side }).asset);
  return {
    orderTypes: like?.orderTypes ?? ['market', 'limit', 'stop-limit'],
    timesInForce: like?.timesInForce ?? ['GTC', 'IOC', 'FOK'],
    postOnly: like?.postOnly ?? 'rejects',
    marketBuySizing: like?.marketBuySizing ?? 'either',
    marketSellSizing: like?.marketSellSizing ?? 'either',
    clientOrderId: like?.clientOrderId ?? { lengthMax: 64, characters: '0-9A-Za-z_-' },
    requestExpiry: undefined,
    privateStream: { orders: true, fills: true, balances: true },
    marketStream: true,
    fills: 'trade-id',
    feeAssets: [...feeAssets].sort(),
    bookDepthMax: like?.bookDepthMax ?? 1_000,
    shortSelling: false,
    rateLimit: like?.rateLimit ?? { requestsMax: 1_000_000, windowMs: 1_000 },
  };
}
