import type { Decimal } from '@trader/core';

/** An amount for people, as exact as it is; `–` for one that is not known. */
export function amountText(amount: Decimal | number | undefined): string {
  return amount === undefined ? '–' : amount.toString();
}
