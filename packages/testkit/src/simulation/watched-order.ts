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
