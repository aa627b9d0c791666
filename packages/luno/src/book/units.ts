import { Decimal } from '@trader/core';

/**
 * A whole number of smallest steps: ticks or lots. A scale gives either numbers only, all of them safe integers, or bigints only.
 * The two never meet: JavaScript throws when they do, so that a mistake cannot become a wrong number.
 */
export type Units = number | bigint;

/** The sum; JavaScript adds two bigints just as it adds two numbers. */
export function plus(a: Units, b: Units): Units {
  return (a as number) + (b as number);
}

/** The difference. */
export function minus(a: Units, b: Units): Units {
  return (a as number) - (b as number);
}

/** Whether a result is exact: a number beyond ±(2^53 − 1) may be rounded, a bigint never is. */
export function isExact(units: Units): boolean {
  return typeof units === 'bigint' || (units <= Number.MAX_SAFE_INTEGER && units >= Number.MIN_SAFE_INTEGER);
}

/** Powers of ten that doubles hold exactly. */
const powers: readonly number[] = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/** How decimal text becomes units of 10^-decimals, without losing a digit. Immutable; a finer or wider scale is a new one. */
export class Scale {
  /** Decimals of one unit. */
  readonly decimals: number;
  /** Whether units are bigints. */
  readonly wide: boolean;
  readonly #power: number;

  /**
   * @param decimals - Decimals of one unit, from 0.
   * @param wide - Whether units are bigints.
   */
  constructor(decimals: number, wide = false) {
    this.decimals = decimals;
    this.wide = wide;
    this.#power = powers[decimals] ?? Number.NaN;
  }

  /** The units of decimal text without a sign; `undefined` when they do not fit, and {@link Scale.grownFor} helps. */
  read(text: string): Units | undefined {
    return this.wide ? this.#readWide(text) : this.#readSafe(text);
  }

  /** The nearest scale that reads this text and everything that this one reads. */
  grownFor(text: string): Scale {
    const finer = new Scale(Math.max(this.decimals, Decimal.parse(text).decimalPlaces()), this.wide);
    return finer.read(text) === undefined ? finer.widened() : finer;
  }

  /** The same scale with bigints. */
  widened(): Scale {
    return new Scale(this.decimals, true);
  }

  /** Units of a coarser or narrower scale in this one; `undefined` when they do not fit. */
  convert(units: Units, from: Scale): Units | undefined {
    const wide = BigInt(units) * 10n ** BigInt(this.decimals - from.decimals);
    if (this.wide) return wide;
    const safe = Number(wide);
    return isExact(safe) ? safe : undefined;
  }

  /** The double nearest to the value. */
  toNumber(units: Units): number {
    // Both sides are exact doubles, so that the division rounds once and correctly; NaN and bigints take the way through text.
    const value = typeof units === 'number' ? units / this.#power : Number.NaN;
    return Number.isNaN(value) ? Number(this.toText(units)) : value;
  }

  /** The value as canonical decimal text. */
  toText(units: Units): string {
    return Decimal.fromUnits(units, this.decimals).toString();
  }

  #readSafe(text: string): number | undefined {
    let units = 0;
    let point = -1;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code === 0x2e) point = index;
      else units = units * 10 + (code - 0x30);
    }
    let places = point < 0 ? 0 : text.length - 1 - point;
    if (!isExact(units)) return this.#readLong(text);
    for (; places > this.decimals && units % 10 === 0; places -= 1) units /= 10;
    if (places > this.decimals) return undefined;
    const shifted = places === this.decimals ? units : units * (powers[this.decimals - places] ?? Number.NaN);
    return isExact(shifted) ? shifted : undefined;
  }

  /** Text of many digits, most of them zeros at the end: Luno prints up to 18 decimals. */
  #readLong(text: string): number | undefined {
    const short = Decimal.parse(text).toString();
    return short.length < text.length ? this.#readSafe(short) : undefined;
  }

  #readWide(text: string): bigint | undefined {
    const value = Decimal.parse(text);
    return value.decimalPlaces() > this.decimals ? undefined : value.toUnits(this.decimals);
  }
}
