import { BigNumber } from 'bignumber.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal } from './decimal.ts';
import type { Rounding } from './rounding.ts';

// The oracle: bignumber.js, with room enough that it never rounds by itself.
const Oracle = BigNumber.clone({ DECIMAL_PLACES: 100, EXPONENTIAL_AT: 1e9, RANGE: 1e9 });
const modes: Record<Rounding, BigNumber.RoundingMode> = {
  up: BigNumber.ROUND_UP,
  down: BigNumber.ROUND_DOWN,
  ceiling: BigNumber.ROUND_CEIL,
  floor: BigNumber.ROUND_FLOOR,
  'half-up': BigNumber.ROUND_HALF_UP,
  'half-down': BigNumber.ROUND_HALF_DOWN,
  'half-even': BigNumber.ROUND_HALF_EVEN,
};
const safeMax = BigInt(Number.MAX_SAFE_INTEGER);

const rounding = fc.constantFrom(...(Object.keys(modes) as Rounding[]));
const scale = fc.integer({ min: 0, max: 30 });
// Integers of every size, with those where doubles, powers of ten and the safe range end drawn often.
const units = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }).map(BigInt) },
  { weight: 4, arbitrary: fc.bigInt({ min: -safeMax, max: safeMax }) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom(safeMax, safeMax / 2n, safeMax / 10n, safeMax * 10n, 94_906_265n),
        fc.bigInt({ min: -12n, max: 12n }),
        fc.boolean(),
      )
      .map(([near, by, negative]) => (negative ? -(near + by) : near + by)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat({ max: 40 }), fc.integer({ min: -99, max: 99 }))
      .map(([exponent, factor]) => BigInt(factor) * 10n ** BigInt(exponent)),
  },
  { weight: 2, arbitrary: fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }) },
  { weight: 1, arbitrary: fc.constantFrom(0n, 1n, -1n, 5n, -5n) },
);
/** Decimal text that is often not canonical: zeros in front and behind. */
const text = fc
  .tuple(units, scale, fc.nat({ max: 3 }), fc.nat({ max: 25 }))
  .map(([integer, places, zerosBefore, zerosAfter]) => {
    const digits = (integer < 0n ? -integer : integer).toString().padStart(places + 1, '0');
    const whole = '0'.repeat(zerosBefore) + digits.slice(0, digits.length - places);
    const fraction = digits.slice(digits.length - places) + (places === 0 ? '' : '0'.repeat(zerosAfter));
    return `${integer < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
  });
const decimal = text.map(Decimal.parse);

/** The oracle's plain text; it writes −0 as `-0`, which is not a value of ours. */
function plain(value: BigNumber): string {
  return value.isZero() ? '0' : value.toFixed();
}

function holds<T extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  check: (...values: T) => void,
): void {
  const property = fc.property(fc.tuple<T>(...arbitraries), values => {
    check(...values);
  });
  fc.assert(property, { numRuns: 1_000 });
}

describe('agrees with bignumber.js on', () => {
  test('reading text', () => {
    holds([text], input => expect(Decimal.parse(input).toString()).toBe(plain(new Oracle(input))));
  });

  test('sums, differences and products', () => {
    holds([text, text], (a, b) => {
      const left = Decimal.parse(a);
      expect(left.plus(b).toString()).toBe(plain(new Oracle(a).plus(b)));
      expect(left.minus(b).toString()).toBe(plain(new Oracle(a).minus(b)));
      expect(left.times(b).toString()).toBe(plain(new Oracle(a).times(b)));
    });
  });

  test('comparison', () => {
    holds([text, text], (a, b) => {
      const left = Decimal.parse(a);
      const order = new Oracle(a).comparedTo(b);
      expect(left.compare(b)).toBe(order);
      expect(left.equals(b)).toBe(order === 0);
      expect(left.lessThan(b)).toBe(order === -1);
      expect(left.lessThanOrEqual(b)).toBe(order !== 1);
      expect(left.greaterThan(b)).toBe(order === 1);
      expect(left.greaterThanOrEqual(b)).toBe(order !== -1);
    });
  });

  test('comparison of neighbours', () => {
    holds([text, scale], (a, places) => {
      const value = Decimal.parse(a);
      const step = Decimal.fromUnits(1, places);
      expect(value.plus(step).compare(value)).toBe(1);
      expect(value.compare(value.plus(step))).toBe(-1);
      expect(value.plus(step).minus(step).compare(value)).toBe(0);
    });
  });

  test('quotients at every scale in every direction', () => {
    holds([text, text, scale, rounding], (a, b, places, direction) => {
      fc.pre(!Decimal.parse(b).isZero());
      const Rounded = Oracle.clone({ DECIMAL_PLACES: places, ROUNDING_MODE: modes[direction] });
      const quotient = Decimal.parse(a).dividedBy(b, places, direction);
      expect(quotient.toString()).toBe(plain(new Rounded(a).div(b)));
    });
  });

  test('quotients at a tie', () => {
    holds([decimal, decimal, rounding], (quotient, divisor, direction) => {
      fc.pre(!divisor.isZero());
      const places = quotient.decimalPlaces();
      const tie = quotient.plus(Decimal.fromUnits(5, places + 1));
      const expected = new Oracle(tie.toString()).decimalPlaces(places, modes[direction]);
      expect(tie.times(divisor).dividedBy(divisor, places, direction).toString()).toBe(plain(expected));
    });
  });

  test('rounding, fixed text and units', () => {
    holds([text, scale, rounding], (a, places, direction) => {
      const value = Decimal.parse(a);
      const expected = new Oracle(a).decimalPlaces(places, modes[direction]);
      expect(value.round(places, direction).toString()).toBe(plain(expected));
      expect(value.toFixed(places, direction)).toBe(expected.abs().toFixed(places).replace(/^/, sign(expected)));
      expect(value.toUnits(places, direction).toString()).toBe(plain(expected.shiftedBy(places)));
    });
  });

  test('steps', () => {
    holds([text, text, rounding], (a, b, direction) => {
      const step = Decimal.parse(b).abs();
      fc.pre(step.isPositive());
      const Whole = Oracle.clone({ DECIMAL_PLACES: 0, ROUNDING_MODE: modes[direction] });
      const value = Decimal.parse(a);
      const expected = new Whole(a).div(step.toString()).times(step.toString());
      expect(value.roundToStep(step, direction).toString()).toBe(plain(expected));
      expect(value.isMultipleOf(step)).toBe(new Oracle(a).mod(step.toString()).isZero());
    });
  });

  test('decimal places and sign', () => {
    holds([text], a => {
      const value = Decimal.parse(a);
      const expected = new Oracle(a);
      expect(value.decimalPlaces()).toBe(expected.decimalPlaces());
      expect(value.isZero()).toBe(expected.isZero());
      expect(value.isNegative()).toBe(expected.isNegative() && !expected.isZero());
      expect(value.isPositive()).toBe(expected.isPositive() && !expected.isZero());
      expect(value.abs().toString()).toBe(plain(expected.abs()));
      expect(value.negated().toString()).toBe(plain(expected.negated()));
    });
  });
});

describe('round trips', () => {
  test('text that was written is read back to a deeply equal value', () => {
    holds([decimal], value => expect(Decimal.parse(value.toString())).toEqual(value));
  });

  test('units of a fine enough scale come back', () => {
    holds([decimal, scale], (value, more) => {
      const places = value.decimalPlaces() + more;
      expect(Decimal.fromUnits(value.toUnits(places), places)).toEqual(value);
    });
  });

  test('every finite double converts through its shortest text and back', () => {
    holds([fc.double({ noNaN: true, noDefaultInfinity: true })], value => {
      expect(Decimal.from(value).toNumber()).toBe(value + 0);
      expect(Decimal.from(value).toString()).toBe(plain(new Oracle(String(value))));
    });
  });

  test('the double of a decimal is the nearest one', () => {
    holds([decimal], value => expect(value.toNumber()).toBe(Number(value.toString())));
  });

  test('text is a decimal or refused, as the grammar says', () => {
    const likely = fc.string({ unit: fc.constantFrom('0', '1', '9', '.', '-', '+', 'e', ' ', ','), maxLength: 8 });
    holds([likely], input => {
      const valid = /^-?(\d+|\d*\.\d+)$/.test(input);
      if (valid) expect(Decimal.parse(input).toString()).toBe(plain(new Oracle(input)));
      else expect(() => Decimal.parse(input)).toThrow('is not a decimal');
    });
  });
});

describe('laws', () => {
  test('addition and multiplication commute, associate and distribute, to the last digit', () => {
    holds([decimal, decimal, decimal], (a, b, c) => {
      expect(a.plus(b)).toEqual(b.plus(a));
      expect(a.times(b)).toEqual(b.times(a));
      expect(a.plus(b).plus(c)).toEqual(a.plus(b.plus(c)));
      expect(a.times(b).times(c)).toEqual(a.times(b.times(c)));
      expect(a.times(b.plus(c))).toEqual(a.times(b).plus(a.times(c)));
    });
  });

  test('zero, one and inverses do what they should', () => {
    holds([decimal, decimal], (a, b) => {
      expect(a.plus(Decimal.zero)).toEqual(a);
      expect(a.times(Decimal.one)).toEqual(a);
      expect(a.times(0)).toEqual(Decimal.zero);
      expect(a.plus(a.negated())).toEqual(Decimal.zero);
      expect(a.plus(b).minus(b)).toEqual(a);
      expect(a.minus(b)).toEqual(b.minus(a).negated());
    });
  });

  test('order survives addition, and min and max share out the two', () => {
    holds([decimal, decimal, decimal], (a, b, c) => {
      expect(a.plus(c).compare(b.plus(c))).toBe(a.compare(b));
      expect(a.negated().compare(b.negated())).toBe(b.compare(a));
      expect(Decimal.min(a, b).plus(Decimal.max(a, b))).toEqual(a.plus(b));
    });
  });

  test('a quotient and its rest make the dividend', () => {
    holds([decimal, decimal, scale], (a, b, places) => {
      fc.pre(!b.isZero());
      const quotient = a.dividedBy(b, places, 'down');
      const rest = a.minus(quotient.times(b));
      expect(rest.abs().lessThan(b.abs().times(Decimal.fromUnits(1, places)))).toBe(true);
      expect(rest.isZero() || rest.sign() === a.sign()).toBe(true);
    });
  });

  test('floor and ceiling enclose the value by less than one unit', () => {
    holds([decimal, scale], (a, places) => {
      const unit = Decimal.fromUnits(1, places);
      const floor = a.round(places, 'floor');
      const ceiling = a.round(places, 'ceiling');
      expect(floor.lessThanOrEqual(a) && ceiling.greaterThanOrEqual(a)).toBe(true);
      expect(ceiling.minus(floor)).toEqual(floor.equals(a) ? Decimal.zero : unit);
    });
  });

  test('operations leave their operands as they were', () => {
    holds([decimal, decimal], (a, b) => {
      const before = [a.toString(), b.toString()];
      a.plus(b);
      a.times(b);
      a.compare(b);
      a.round(2, 'up');
      if (!b.isZero()) a.dividedBy(b, 4, 'down');
      expect([a.toString(), b.toString()]).toEqual(before);
    });
  });
});

function sign(value: BigNumber): string {
  return value.isNegative() && !value.isZero() ? '-' : '';
}
