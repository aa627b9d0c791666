import { type Rounding, roundsAwayFromZero } from './rounding.ts';

// 2^53 − 1: up to here a double holds every integer exactly.
const safeUnitsMax = Number.MAX_SAFE_INTEGER;

// The largest exponent for which a double holds the power of ten exactly.
const powerOfTenMax = 22;

const powers = Array.from({ length: powerOfTenMax + 1 }, (_, exponent) => Number(`1e${exponent}`));
const widePowers = Array.from({ length: 65 }, (_, exponent) => 10n ** BigInt(exponent));
const wideSafeUnitsMax = BigInt(safeUnitsMax);

/** `10 ** exponent` as a double where that is exact, else `NaN`, which no guard lets through. */
export function powerOfTen(exponent: number): number {
  return exponent <= powerOfTenMax ? (powers[exponent] ?? Number.NaN) : Number.NaN;
}

/** `10n ** exponent`. */
export function widePowerOfTen(exponent: number): bigint {
  return widePowers[exponent] ?? 10n ** BigInt(exponent);
}

/** Whether a double is an integer within ±(2^53 − 1), given that it is the result of integer arithmetic; NaN is not. */
export function isSafe(units: number): boolean {
  return units <= safeUnitsMax && units >= -safeUnitsMax;
}

/** Whether a bigint is within ±(2^53 − 1). */
export function isSafeWide(units: bigint): boolean {
  return units <= wideSafeUnitsMax && units >= -wideSafeUnitsMax;
}

/**
 * `dividend / divisor` rounded to an integer; both must be safe integers or exact powers of ten, the divisor not zero.
 * The result is exact for a dividend within the safe range.
 */
export function roundedQuotient(dividend: number, divisor: number, rounding: Rounding): number {
  const size = Math.abs(dividend);
  const step = Math.abs(divisor);
  // For a safe dividend the nearest double of a quotient never reaches the next integer, so that its floor is the true one.
  let quotient = Math.floor(size / step);
  const rest = size - quotient * step;
  const negative = dividend < 0 !== divisor < 0;
  const odd = Math.floor(quotient / 2) * 2 !== quotient;
  if (rest !== 0 && roundsAwayFromZero(rounding, negative, 2 * rest - step, odd)) quotient += 1;
  return negative ? -quotient : quotient;
}

/** `dividend / divisor` rounded to an integer, at any magnitude; the divisor must not be zero. */
export function roundedWideQuotient(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  const quotient = dividend / divisor;
  const rest = dividend - quotient * divisor;
  if (rest === 0n) return quotient;
  const negative = dividend < 0n !== divisor < 0n;
  const doubled = rest < 0n ? -2n * rest : 2n * rest;
  const step = divisor < 0n ? -divisor : divisor;
  const half = doubled < step ? -1 : doubled > step ? 1 : 0;
  if (!roundsAwayFromZero(rounding, negative, half, (quotient & 1n) === 1n)) return quotient;
  return negative ? quotient - 1n : quotient + 1n;
}

/** −1 below, 0 equal, 1 above. */
export function compareWide(a: bigint, b: bigint): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Text of `units × 10^-scale` for canonical safe units. */
export function unitsToText(units: number, scale: number): string {
  if (scale === 0) return String(units);
  if (scale > 9) return placePoint(String(units), scale);
  // Two small integers turn into text several times faster than one large double.
  const power = powerOfTen(scale);
  const size = Math.abs(units);
  const whole = Math.floor(size / power);
  const fraction = size - whole * power;
  const digits = String(fraction + power).slice(1);
  return units < 0 ? `-${whole}.${digits}` : `${whole}.${digits}`;
}

/** Puts the decimal point `scale` digits from the right into the text of an integer; `scale` is at least 1. */
export function placePoint(integer: string, scale: number): string {
  const sign = integer.startsWith('-') ? '-' : '';
  const digits = integer.slice(sign.length).padStart(scale + 1, '0');
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
