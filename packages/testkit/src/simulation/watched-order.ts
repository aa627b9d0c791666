import type { AssetAmount, AssetLedger, Decimal, HoldTerms, OrderState, OrderTerms } from '@trader/core';

/** What the journal says about one order, added up from its records and from nothing else. */
export interface WatchedOrder {
  readonly terms: OrderTerms;
  readonly hold: HoldTerms;
  state: OrderState;
  base: Decimal;
  quote: Decimal;
  readonly fees: AssetLedger;
  ends: number;
  /** What had filled before it was adopted; `undefined` for those that were always ours. */
  readonly before:
    | { readonly base: Decimal; readonly quote: Decimal; readonly fees: readonly AssetAmount[] }
    | undefined;
}

/** Base, quote and fees in words. */
export function told(order: { readonly base: Decimal; readonly quote: Decimal; readonly fees: AssetLedger }): string {
  return `${order.base.toString()} for ${order.quote.toString()}, fees ${feesText(order.fees)}`;
}

function feesText(fees: AssetLedger): string {
  return fees
    .toAmounts()
    .filter(({ amount }) => !amount.isZero())
    .map(({ asset, amount }) => `${amount.toString()} ${asset}`)
    .join(' + ');
}
