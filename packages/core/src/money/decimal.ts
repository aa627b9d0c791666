import {
  aboveZero,
  assertScale,
  decimalDigitsMax,
  divisionByZero,
  finiteText,
  inexactUnits,
  invalidDecimal,
  invalidText,
} from './decimal-input.ts';
import type { Rounding } from './rounding.ts';
import {
  compareWide,
  isSafe,
  isSafeWide,
  placePoint,
  powerOfTen,
  roundedQuotient,
  roundedWideQuotient,
  unitsToText,
  widePowerOfTen,
} from './scaled-integer.ts';

/**
 * What money methods accept: a decimal, decimal text (`'0.00150000'`), an integer, or a number, which counts as its shortest decimal
 * text (`0.1` is exactly one tenth).
 */
export type DecimalInput = Decimal | string | number | bigint;

const brand = Symbol.for('@trader/core/Decimal');
const inspect = Symbol.for('nodejs.util.inspect.custom');

/**
 * An exact, immutable decimal number: money, prices and quantities.
 *
 * `plus`, `minus`, `times` and comparisons are exact at any magnitude and any number of decimals. Whatever can lose digits
 * (`dividedBy`, `round`, `toFixed`, …) names its scale and its {@link Rounding}. Scales are integers from 0 to 10000.
 *
 * A value has one representation only: `Decimal.parse('1.50')` and `Decimal.parse('1.5')` are deeply equal, and there is no −0.
 * Operators do not work on decimals: `a < b` and `a + b` throw a `TypeError` instead of comparing text or joining it.
 * Errors: `decimal/invalid`, `decimal/division-by-zero`, `decimal/inexact`.
 */
export class Decimal {
  // The value is units × 10^-scale, with as few decimals as possible. Units beyond ±(2^53 − 1) live in `wide`, and `units` is NaN
  // then: it fails every range guard by itself, so that no fast path can use it. Declared without define semantics, and not frozen:
  // both slow down construction.
  declare private readonly units: number;
  declare private readonly scale: number;
  declare private readonly wide: bigint | undefined;

  private constructor(units: number, scale: number, wide: bigint | undefined) {
    this.units = units;
    this.scale = scale;
    this.wide = wide;
  }

  /** 0. */
  static readonly zero: Decimal = new Decimal(0, 0, undefined);
  /** 1. */
  static readonly one: Decimal = new Decimal(1, 0, undefined);

  static {
    Object.defineProperties(Decimal.prototype, { [brand]: { value: true }, [inspect]: { value: inspectDecimal } });
  }

  /**
   * The decimal of any accepted input.
   *
   * @throws `decimal/invalid` for NaN, infinities and text that {@link Decimal.parse} does not read.
   */
  static from(input: DecimalInput): Decimal {
    if (input instanceof Decimal) return input;
    if (typeof input === 'string') return Decimal.parse(input);
    if (Number.isSafeInteger(input)) return new Decimal((input as number) + 0, 0, undefined);
    if (typeof input === 'number') return Decimal.parse(finiteText(input));
    if (typeof input === 'bigint') return Decimal.fromWide(input, 0);
    // A decimal of another copy of this package: its inside may differ, its text means the same.
    if (Decimal.isDecimal(input)) return Decimal.parse((input as Decimal).toString());
    throw invalidDecimal(input, 'pass a Decimal, decimal text, a finite number or a bigint');
  }

  /**
   * Reads decimal text: an optional minus, digits, at most one point with digits after it (`'12'`, `'-0.50'`, `'.5'`).
   *
   * Leading and trailing zeros are fine. Not read, because it hints at a mistake upstream: a plus sign, an exponent, white space,
   * separators, a point at the end, more than 10000 characters.
   *
   * @throws `decimal/invalid`, naming the text and what is wrong with it.
   */
  static parse(text: string): Decimal {
    if (typeof text !== 'string' || text.length > decimalDigitsMax) throw invalidText(text);
    const length = text.length;
    const start = text.charCodeAt(0) === 45 ? 1 : 0;
    let units = 0;
    let point = -1;
    for (let index = start; index < length; index += 1) {
      const code = text.charCodeAt(index);
      if (code >= 48 && code <= 57) units = units * 10 + (code - 48);
      else if (code === 46 && point < 0) point = index;
      else throw invalidText(text);
    }
    if (length === start || point === length - 1) throw invalidText(text);
    let end = length;
    let scale = 0;
    if (point >= 0) {
      while (text.charCodeAt(end - 1) === 48) end -= 1;
      scale = end - 1 - point;
      // Digits beyond the safe range were rounded while reading; dividing must not bring them back into it.
      if (end < length) units = isSafe(units) ? units / powerOfTen(length - end) : Number.NaN;
    }
    if (!isSafe(units)) return Decimal.fromWide(BigInt(text.slice(0, end).replace('.', '')), scale);
    return new Decimal(start === 1 ? 0 - units : units, scale, undefined);
  }

  /**
   * `units × 10^-scale`: 12345 units at scale 2 are 123.45.
   *
   * @throws `decimal/invalid` for a number beyond ±(2^53 − 1) or not an integer; pass a bigint.
   */
  static fromUnits(units: bigint | number, scale: number): Decimal {
    assertScale(scale);
    if (typeof units === 'bigint') return Decimal.fromWide(units, scale);
    if (!Number.isSafeInteger(units)) throw invalidDecimal(units, 'units must be a safe integer or a bigint');
    return Decimal.canonical(units, scale);
  }

  /** Whether a value is a decimal, also one of another copy of this package. */
  static isDecimal(value: unknown): value is Decimal {
    return typeof value === 'object' && value !== null && brand in value;
  }

  /** The exact sum; 0 of nothing. */
  static sum(values: Iterable<Decimal>): Decimal {
    let total = Decimal.zero;
    for (const value of values) total = total.plus(value);
    return total;
  }

  /** The smaller of two; the first when equal. */
  static min(a: DecimalInput, b: DecimalInput): Decimal {
    const first = Decimal.from(a);
    return first.greaterThan(b) ? Decimal.from(b) : first;
  }

  /** The larger of two; the first when equal. */
  static max(a: DecimalInput, b: DecimalInput): Decimal {
    const first = Decimal.from(a);
    return first.lessThan(b) ? Decimal.from(b) : first;
  }

  /** The exact sum. */
  plus(other: DecimalInput): Decimal {
    const right = other instanceof Decimal ? other : Decimal.from(other);
    return this.units === 0 ? right : this.add(right, 1);
  }

  /** The exact difference. */
  minus(other: DecimalInput): Decimal {
    const right = other instanceof Decimal ? other : Decimal.from(other);
    return this.add(right, -1);
  }

  /** The exact product, with all its decimals. */
  times(other: DecimalInput): Decimal {
    const right = other instanceof Decimal ? other : Decimal.from(other);
    const units = this.units * right.units;
    const scale = this.scale + right.scale;
    if (isSafe(units)) return Decimal.canonical(units, scale);
    return Decimal.fromWide(this.wideUnits(this.scale) * right.wideUnits(right.scale), scale);
  }

  /** The value with the other sign. */
  negated(): Decimal {
    if (this.wide !== undefined) return new Decimal(Number.NaN, this.scale, -this.wide);
    return new Decimal(0 - this.units, this.scale, undefined);
  }

  /** The value without its sign. */
  abs(): Decimal {
    return this.isNegative() ? this.negated() : this;
  }

  /**
   * The quotient with at most `scale` decimals.
   *
   * @throws `decimal/division-by-zero`.
   */
  dividedBy(other: DecimalInput, scale: number, rounding: Rounding): Decimal {
    const right = other instanceof Decimal ? other : Decimal.from(other);
    assertScale(scale);
    if (right.isZero()) throw divisionByZero(this.toString());
    const shift = scale + right.scale - this.scale;
    const dividend = shift > 0 ? this.units * powerOfTen(shift) : this.units;
    const divisor = shift < 0 ? right.units * powerOfTen(-shift) : right.units;
    if (isSafe(dividend) && isSafe(divisor))
      return Decimal.canonical(roundedQuotient(dividend, divisor, rounding), scale);
    const wideDividend = this.wideUnits(this.scale + Math.max(shift, 0));
    const wideDivisor = right.wideUnits(right.scale + Math.max(-shift, 0));
    return Decimal.fromWide(roundedWideQuotient(wideDividend, wideDivisor, rounding), scale);
  }

  /** The value with at most `scale` decimals. */
  round(scale: number, rounding: Rounding): Decimal {
    assertScale(scale);
    if (scale >= this.scale) return this;
    const power = powerOfTen(this.scale - scale);
    if (isSafe(this.units) && power > 1) return Decimal.canonical(roundedQuotient(this.units, power, rounding), scale);
    return this.dividedBy(Decimal.one, scale, rounding);
  }

  /**
   * The nearest multiple of `step` in the given direction.
   *
   * @throws `decimal/invalid` for a step that is not above zero.
   */
  roundToStep(step: DecimalInput, rounding: Rounding): Decimal {
    const size = aboveZero(Decimal.from(step));
    return this.isMultipleOf(size) ? this : this.dividedBy(size, 0, rounding).times(size);
  }

  /**
   * Whether the value is a whole number of steps; zero always is.
   *
   * @throws `decimal/invalid` for a step that is not above zero.
   */
  isMultipleOf(step: DecimalInput): boolean {
    const size = aboveZero(Decimal.from(step));
    // A multiple has at most as many decimals as its step: both are stored without trailing zeros.
    const shift = size.scale - this.scale;
    if (shift < 0) return false;
    const units = shift === 0 ? this.units : this.units * powerOfTen(shift);
    // For safe integers the product of step and floored quotient meets the dividend only if it divides it.
    if (isSafe(units) && isSafe(size.units)) return Math.floor(units / size.units) * size.units === units;
    return this.wideUnits(size.scale) % size.wideUnits(size.scale) === 0n;
  }

  /** −1 below, 0 equal, 1 above the other: for sorting and for the methods below. */
  compare(other: DecimalInput): -1 | 0 | 1 {
    const right = other instanceof Decimal ? other : Decimal.from(other);
    const shift = this.scale - right.scale;
    // An aligned side that leaves the safe range may be rounded there, but never past a side that is within it.
    const a = shift < 0 ? this.units * powerOfTen(-shift) : this.units;
    const b = shift > 0 ? right.units * powerOfTen(shift) : right.units;
    if (a < b) return -1;
    if (a > b) return 1;
    if (a === b) return 0;
    const scale = Math.max(this.scale, right.scale);
    return compareWide(this.wideUnits(scale), right.wideUnits(scale));
  }

  /** Whether both are the same value. */
  equals(other: DecimalInput): boolean {
    const right = other instanceof Decimal ? other : Decimal.from(other);
    if (this.scale !== right.scale) return false;
    return this.units === right.units || (this.wide !== undefined && this.wide === right.wide);
  }

  /** Whether this is below the other. */
  lessThan(other: DecimalInput): boolean {
    return this.compare(other) < 0;
  }

  /** Whether this is below the other or equal to it. */
  lessThanOrEqual(other: DecimalInput): boolean {
    return this.compare(other) <= 0;
  }

  /** Whether this is above the other. */
  greaterThan(other: DecimalInput): boolean {
    return this.compare(other) > 0;
  }

  /** Whether this is above the other or equal to it. */
  greaterThanOrEqual(other: DecimalInput): boolean {
    return this.compare(other) >= 0;
  }

  /** Whether this is 0. */
  isZero(): boolean {
    return this.units === 0;
  }

  /** Whether this is below 0. */
  isNegative(): boolean {
    return this.wide === undefined ? this.units < 0 : this.wide < 0n;
  }

  /** Whether this is above 0. */
  isPositive(): boolean {
    return this.wide === undefined ? this.units > 0 : this.wide > 0n;
  }

  /** −1 below 0, 0 at 0, 1 above 0. */
  sign(): -1 | 0 | 1 {
    if (this.units === 0) return 0;
    return this.isNegative() ? -1 : 1;
  }

  /** How many decimals the value needs: 1 for `1.50`. */
  decimalPlaces(): number {
    return this.scale;
  }

  /**
   * The value as an integer of 10^-scale units: 1.5 at scale 8 is 150000000n.
   *
   * @param rounding - Direction for digits below one unit; without it such a value throws.
   * @throws `decimal/inexact` when digits would be lost and no rounding was given.
   */
  toUnits(scale: number, rounding?: Rounding): bigint {
    assertScale(scale);
    if (scale >= this.scale) return this.wideUnits(scale);
    if (rounding !== undefined) return this.round(scale, rounding).toUnits(scale);
    throw inexactUnits(this.toString(), scale);
  }

  /** Canonical text: no exponent, no trailing zeros, no `-0`; {@link Decimal.parse} reads it back to an equal value. */
  toString(): string {
    if (this.wide === undefined) return unitsToText(this.units, this.scale);
    return this.scale === 0 ? this.wide.toString() : placePoint(this.wide.toString(), this.scale);
  }

  /** Text with exactly `scale` decimals, for venues and tables. */
  toFixed(scale: number, rounding: Rounding): string {
    const rounded = this.round(scale, rounding);
    const text = rounded.toString();
    if (rounded.scale === scale) return text;
    return `${text}${rounded.scale === 0 ? '.' : ''}${'0'.repeat(scale - rounded.scale)}`;
  }

  /** The nearest double, for indicators and charts; money stays a decimal. */
  toNumber(): number {
    // Both sides are exact doubles, so that the division rounds once and correctly; NaN takes the way through text.
    const value = this.units / powerOfTen(this.scale);
    return Number.isNaN(value) ? Number(this.toString()) : value;
  }

  /** The canonical text, so that JSON carries money without loss. */
  toJSON(): string {
    return this.toString();
  }

  /** Never: operators would compare text or join it. */
  valueOf(): never {
    throw new TypeError('operators do not work on Decimal; use lessThan, equals, plus, times or toString() instead');
  }

  /** `units × 10^-scale` for safe units: without trailing zeros and without −0. */
  private static canonical(units: number, scale: number): Decimal {
    if (units === 0) return Decimal.zero;
    let fewest = units;
    let places = scale;
    for (; places > 0; places -= 1) {
      // Below 2^53 the nearest double of a quotient that has a fraction is never an integer.
      const tenth = fewest / 10;
      if (tenth !== Math.floor(tenth)) break;
      fewest = tenth;
    }
    return new Decimal(fewest, places, undefined);
  }

  /** The same at any magnitude; narrows to safe units as soon as they suffice. */
  private static fromWide(units: bigint, scale: number): Decimal {
    let fewest = units;
    let places = scale;
    while (!isSafeWide(fewest)) {
      if (places === 0 || fewest % 10n !== 0n) return new Decimal(Number.NaN, places, fewest);
      fewest /= 10n;
      places -= 1;
    }
    return Decimal.canonical(Number(fewest), places);
  }

  /** The value in 10^-scale units, at its own or a finer scale. */
  private wideUnits(scale: number): bigint {
    const units = this.wide ?? BigInt(this.units);
    return scale === this.scale ? units : units * widePowerOfTen(scale - this.scale);
  }

  private add(right: Decimal, sign: 1 | -1): Decimal {
    if (right.units === 0) return this; // holds and positions add 0 all the time
    const shift = this.scale - right.scale;
    const a = shift < 0 ? this.units * powerOfTen(-shift) : this.units;
    const b = sign * (shift > 0 ? right.units * powerOfTen(shift) : right.units);
    const sum = a + b;
    if (isSafe(a) && isSafe(b) && isSafe(sum)) {
      // The last decimal of the finer side has nothing to cancel it, so that only equal scales can leave a trailing zero.
      return shift === 0
        ? Decimal.canonical(sum, this.scale)
        : new Decimal(sum, shift < 0 ? right.scale : this.scale, undefined);
    }
    const scale = Math.max(this.scale, right.scale);
    const wideB = right.wideUnits(scale);
    return Decimal.fromWide(this.wideUnits(scale) + (sign === 1 ? wideB : -wideB), scale);
  }
}

function inspectDecimal(this: Decimal): string {
  return `Decimal(${this.toString()})`;
}
