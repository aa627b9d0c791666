import { Decimal } from '@trader/core';
import { z } from 'zod';

/** Longest decimals that are read: far beyond the 18 places that Luno sends, and a bound on what a broken body can cost. */
const decimalText = /^-?\d{1,40}(\.\d{1,40})?$/;

/**
 * A price, volume or amount, exact. Luno writes text in most places and a JSON number in some; the lossless reader leaves only
 * such numbers as `number` that their shortest text reproduces.
 */
export const decimalWire = z.union([z.string(), z.number()]).transform((input, context) => {
  if (typeof input === 'number') return Decimal.from(input);
  if (decimalText.test(input)) return Decimal.parse(input);
  context.issues.push({ code: 'custom', input, message: 'must be a decimal number' });
  return z.NEVER;
});

/** A running total or an amount that may be nothing: not below 0. */
export const totalWire = decimalWire.refine(value => !value.isNegative(), 'must not be below 0');

/** The price or size of something that happened or is on offer: above 0. */
export const positiveWire = decimalWire.refine(value => value.isPositive(), 'must be above 0');

const numberText = z.union([z.string(), z.int()]).transform(String);

/** Like {@link decimalWire}, where absent, `null` and empty text all mean “not given”. */
export const optionalDecimalWire = optional(decimalWire);

/** A whole number without sign as text, every digit kept: ids and sequences. */
export const integerTextWire = numberText.refine(text => /^\d+$/.test(text), 'must be a whole number');

/** A small whole number, such as a scale. */
export const smallIntegerWire = integerTextWire.transform(Number).refine(Number.isSafeInteger, 'is too large');

/** A moment, in milliseconds since the epoch; digits as text and RFC 3339 are read as well. 0 means “not set”. */
export const timeWire = numberText.transform((text, context) => {
  const timeMs = /^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text);
  if (!Number.isNaN(timeMs)) return timeMs;
  context.issues.push({ code: 'custom', input: text, message: 'must be a time in milliseconds or RFC 3339' });
  return z.NEVER;
});

/** Like {@link timeWire}, where absent, `null`, empty and 0 all mean “not set”. */
export const optionalTimeWire = optional(timeWire).transform(timeMs => (timeMs === 0 ? undefined : timeMs));

/** Text where absent, `null` and empty all mean “not given”. */
export const optionalTextWire = optional(z.string());

/** A list; Luno writes `null` for an empty one at times. */
export function listWire<Row extends z.ZodType>(row: Row) {
  return z
    .array(row)
    .nullable()
    .transform(rows => rows ?? []);
}

function optional<Inner extends z.ZodType>(inner: Inner) {
  return z.preprocess(value => (value === null || value === '' ? undefined : value), inner.optional());
}
