import { Decimal } from '@trader/core';
import { z } from 'zod';

const decimalPattern = /^-?\d+(\.\d+)?$/;

/** Decimal text or a number; becomes canonical decimal text. */
export function decimal(isAllowed: (value: Decimal) => boolean, words: string) {
  const error = `must be ${words}, such as '0.001'`;
  return z
    .union([z.string().regex(decimalPattern, error), z.number()], { error })
    .transform(value => Decimal.from(value).toString())
    .refine(text => isAllowed(Decimal.parse(text)), { error });
}

/** An amount of an asset. */
export const amount = decimal(value => !value.isNegative(), 'a decimal of 0 or more');
/** A limit that lets something through. */
export const limit = decimal(value => value.isPositive(), 'a decimal above 0');

/** The code of an asset. */
export const assetCode = z.string().regex(/^[A-Za-z0-9._-]{1,20}$/, 'must be an asset code, such as ZAR');

/** Milliseconds from a smallest number on, as far as timers go. */
export const milliseconds = (smallest: number) => z.number().int().min(smallest).max(2_147_483_647);
