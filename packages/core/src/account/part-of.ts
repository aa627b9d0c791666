import { Decimal } from '../money/decimal.ts';
import { type Rounding, roundsAwayFromZero } from '../money/rounding.ts';

/** How cost is split when a part of a position is closed; what rounding leaves over stays in the cost of the rest. */
export interface CostRounding {
  /** Decimals of the part. */
  readonly scale: number;
  /** Direction. */
  readonly rounding: Rounding;
}

// Past 15 decimals hardly any amount is below 2^50 units.
const powers = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);
// Below 2^50 units a double times a power of ten is within a quarter of the whole number that it stands for.
const unitsMax = 2 ** 50;
const splitter = 2 ** 27 + 1;

/**
 * `amount × part / whole`, rounded as declared.
 *
 * The product of two amounts hardly ever fits a safe integer; where its factors and the result do, it is divided in pairs of doubles,
 * exactly and several times faster than in bigints.
 */
export function partOf(amount: Decimal, part: Decimal, whole: Decimal, { scale, rounding }: CostRounding): Decimal {
  if (scale >= powers.length) return exactPart(amount, part, whole, scale, rounding);
  const places = Math.max(part.decimalPlaces(), whole.decimalPlaces());
  const units = unitsOf(amount, scale);
  const top = unitsOf(part, places);
  const bottom = unitsOf(whole, places);
  const quotient = Math.floor((Math.abs(units) * top) / bottom);
  // NaN, for what does not fit, fails this as well.
  if (!(top > 0 && bottom > 0 && quotient < unitsMax)) return exactPart(amount, part, whole, scale, rounding);
  return Decimal.fromUnits(corrected(units, top, bottom, quotient, rounding), scale);
}

function exactPart(amount: Decimal, part: Decimal, whole: Decimal, scale: number, rounding: Rounding): Decimal {
  return amount.times(part).dividedBy(whole, scale, rounding);
}

/** A decimal as a whole number of 10^-scale; NaN when it is not one, or too large to be known exactly. */
function unitsOf(value: Decimal, scale: number): number {
  if (value.decimalPlaces() > scale) return Number.NaN;
  const units = Math.round(value.toNumber() * (powers[scale] ?? Number.NaN));
  return Math.abs(units) < unitsMax ? units : Number.NaN;
}

/** The rounded quotient of `units × top / bottom`, given an estimate of its floor that may be off by a few. */
function corrected(units: number, top: number, bottom: number, estimate: number, rounding: Rounding): number {
  const size = Math.abs(units);
  let quotient = estimate;
  const dividend = size * top;
  const product = quotient * bottom;
  // Both products are near each other, so that their difference is exact, and so is that of their rounding errors.
  let rest = dividend - product + (productError(size, top, dividend) - productError(quotient, bottom, product));
  while (rest < 0) {
    quotient -= 1;
    rest += bottom;
  }
  while (rest >= bottom) {
    quotient += 1;
    rest -= bottom;
  }
  if (rest !== 0 && roundsAwayFromZero(rounding, units < 0, 2 * rest - bottom, quotient % 2 === 1)) quotient += 1;
  return units < 0 ? -quotient : quotient;
}

/** What rounding took from `a × b` (T. J. Dekker, 1971): the product is exactly `product` plus this. */
function productError(a: number, b: number, product: number): number {
  const aShifted = splitter * a;
  const aHigh = aShifted - (aShifted - a);
  const aLow = a - aHigh;
  const bShifted = splitter * b;
  const bHigh = bShifted - (bShifted - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
