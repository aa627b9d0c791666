import { type AssetAmount, Decimal, type FeeRates, type Instrument } from '@trader/core';
import type { FeeInfoWire } from '../wire/account-wire.ts';

/** Fees charged, by asset: either side may be charged in either asset, also in both. Empty when both are zero. */
export function feesToCore(
  feeBase: Decimal | undefined,
  feeQuote: Decimal | undefined,
  instrument: Instrument,
): readonly AssetAmount[] {
  const fees: AssetAmount[] = [];
  if (feeBase !== undefined && !feeBase.isZero()) fees.push({ asset: instrument.base, amount: feeBase });
  if (feeQuote !== undefined && !feeQuote.isZero()) fees.push({ asset: instrument.quote, amount: feeQuote });
  return fees;
}

/** Fee rates; where buying and selling differ, the dearer one counts. `undefined` when Luno names none. */
export function feeRatesToCore(info: FeeInfoWire): FeeRates | undefined {
  const maker = dearest(info.maker_fee_buy, info.maker_fee_sell) ?? info.maker_fee;
  const taker = dearest(info.taker_fee_buy, info.taker_fee_sell) ?? info.taker_fee;
  return maker === undefined || taker === undefined ? undefined : { maker, taker };
}

function dearest(buy: Decimal | undefined, sell: Decimal | undefined): Decimal | undefined {
  if (buy === undefined || sell === undefined) return buy ?? sell;
  return Decimal.max(buy, sell);
}
