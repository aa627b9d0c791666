import { Decimal } from '../money/decimal.ts';
import type { OrderTerms } from './order.ts';

/** What an order's hold needs beyond its terms. */
export interface HoldTerms {
  /** The instrument's base asset: what sells use up. */
  readonly base: string;
  /** The instrument's quote asset: what buys use up. */
  readonly quote: string;
  /** Price that values orders without a price of their own; without it they cannot be valued. */
  readonly referencePrice?: Decimal | undefined;
  /** Highest fee that a buy may pay in quote on top of its price, as a fraction: 0.001 is 0.1 %. */
  readonly quoteFeeRate?: Decimal | undefined;
  /** Highest fee that a sell may pay in base on top of its quantity, as a fraction. */
  readonly baseFeeRate?: Decimal | undefined;
}

/** Decimals to which a base quantity is estimated from a quote amount, rounded up. */
const estimateScale = 16;

/** The asset that an order uses up: quote for buys, base for sells. */
export function consumedAsset(terms: OrderTerms, hold: HoldTerms): string {
  return terms.side === 'buy' ? hold.quote : hold.base;
}

/**
 * What an order may still use up at worst, fees included; `undefined` when it cannot be valued.
 *
 * @param terms - The order.
 * @param remainingBase - What {@link remainingBase} gives for it.
 * @param filledQuote - Quote amount exchanged so far.
 * @param hold - Assets, prices and fee rates.
 */
export function worstConsumption(
  terms: OrderTerms,
  remainingBase: Decimal | undefined,
  filledQuote: Decimal,
  hold: HoldTerms,
): Decimal | undefined {
  if (terms.side === 'sell') return remainingBase === undefined ? undefined : withFee(remainingBase, hold.baseFeeRate);
  if (terms.quoteQuantity !== undefined) {
    return withFee(notNegative(terms.quoteQuantity.minus(filledQuote)), hold.quoteFeeRate);
  }
  const price = terms.price ?? hold.referencePrice;
  if (price === undefined || remainingBase === undefined) return undefined;
  return withFee(price.times(remainingBase), hold.quoteFeeRate);
}

/** Base quantity that an order may still trade; estimated (upwards) for orders sized in quote, `undefined` without a price to do so. */
export function remainingBase(
  terms: OrderTerms,
  filled: Decimal,
  filledQuote: Decimal,
  referencePrice: Decimal | undefined,
): Decimal | undefined {
  if (terms.quantity !== undefined) return notNegative(terms.quantity.minus(filled));
  if (terms.quoteQuantity === undefined || referencePrice === undefined || !referencePrice.isPositive())
    return undefined;
  return notNegative(terms.quoteQuantity.minus(filledQuote)).dividedBy(referencePrice, estimateScale, 'up');
}

function withFee(amount: Decimal, rate: Decimal | undefined): Decimal {
  return rate === undefined || !rate.isPositive() ? amount : amount.plus(amount.times(rate));
}

function notNegative(amount: Decimal): Decimal {
  return amount.isNegative() ? Decimal.zero : amount;
}
