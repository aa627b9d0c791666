import { Decimal, type DecimalInput } from '../money/decimal.ts';
import type { RiskDenial, RiskRule, RiskSubject } from './risk-rule.ts';

/**
 * Denies orders that could trade at a price further from the confirmed one than allowed, to their own harm: purchases above it, sales
 * below. So neither a mistyped price nor a single wrong one of the market is traded on.
 */
export function createPriceBandRule(priceDeviationMax: DecimalInput, scope: 'strategy' | 'system'): RiskRule {
  const limit = Decimal.from(priceDeviationMax);
  const percent = `${limit.times('100').toString()} %`;
  const review = (subject: RiskSubject): RiskDenial | undefined => {
    const { order, instrument, referencePrice: price, confirmedPrice: confirmed } = subject;
    if (price === undefined || confirmed === undefined) {
      return {
        code: 'no-reference-price',
        message: `the order on ${order.symbol} cannot be compared with the market because no price is known yet, and priceDeviationMax of the ${scope} needs it; wait for the first tick`,
      };
    }
    const allowance = confirmed.times(limit);
    const isBuy = order.side === 'buy';
    const bound = isBuy ? confirmed.plus(allowance) : confirmed.minus(allowance);
    if (isBuy ? price.lessThanOrEqual(bound) : price.greaterThanOrEqual(bound)) return undefined;
    return {
      code: 'price-band',
      message: `the order could trade at ${price.toString()} ${instrument.quote}, and the confirmed price is ${confirmed.toString()}; priceDeviationMax of the ${scope} is ${percent}, so ${bound.toString()} is the ${isBuy ? 'highest' : 'lowest'}: correct the price, or wait until three ticks confirm it`,
      limit: bound,
      value: price,
    };
  };
  return { name: `${scope}-price-band`, limit: percent, review };
}
