import { Decimal, type DecimalInput } from '@trader/core';
import { invalidOption } from '../exchange/exchange-settings.ts';
import type { SlippageModel } from './slippage-model.ts';

/**
 * Takers are filled a fixed fraction of the price worse: 0.0005 is 5 basis points.
 *
 * @throws `system/invalid-options` unless it is at least 0 and below 1; `decimal/invalid` for what is not a number.
 */
export function fractionSlippage(fraction: DecimalInput): SlippageModel {
  const part = Decimal.from(fraction);
  if (part.isNegative() || part.greaterThanOrEqual(Decimal.one)) {
    throw invalidOption(
      'fraction',
      part.toString(),
      'give a fraction of at least 0 and below 1: 0.0005 is 5 basis points',
    );
  }
  const factors = { buy: Decimal.one.plus(part), sell: Decimal.one.minus(part) };
  return { name: `fraction ${part.toString()}`, price: ({ side, price }) => price.times(factors[side]) };
}
