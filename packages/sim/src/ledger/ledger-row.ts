import type { Decimal } from '@trader/core';

/** Why a holding changed. */
export type LedgerCause = 'deposit' | 'withdrawal' | 'reserve' | 'release' | 'trade' | 'fee';

/** One change of what one account holds of one asset. */
export interface LedgerRow {
  /** Whose holding. */
  readonly account: string;
  /** Which asset. */
  readonly asset: string;
  /** Counts the rows of this account and asset: 1, 2, 3 … */
  readonly rowIndex: number;
  /** Why it changed. */
  readonly cause: LedgerCause;
  /** Everything held after the change, reserved included. */
  readonly total: Decimal;
  /** What is free after the change: total without what is reserved. */
  readonly available: Decimal;
  /** Change of `total`. */
  readonly totalDelta: Decimal;
  /** Change of `available`. */
  readonly availableDelta: Decimal;
}

/** What an account holds of one asset. `total` is always `reserved + available`; none of them is ever below zero. */
export interface Holding {
  /** Which asset. */
  readonly asset: string;
  /** Everything held. */
  readonly total: Decimal;
  /** What open orders hold. */
  readonly reserved: Decimal;
  /** What is free. */
  readonly available: Decimal;
}

/**
 * Why the ledger refused.
 *
 * - `insufficient-balance`: not enough is there to take from
 * - `not-positive`: an amount that must be above 0 is not
 * - `too-many-accounts`, `too-many-assets`: a new holding would go beyond a maximum
 * - `same-asset`: both legs of a trade pay in one asset
 * - `fee-too-high`: a fee in the asset that a leg receives is more than it receives, or is in an asset that did not trade
 */
export type LedgerRefusalCode =
  | 'insufficient-balance'
  | 'not-positive'
  | 'too-many-accounts'
  | 'too-many-assets'
  | 'same-asset'
  | 'fee-too-high';

/** The ledger refused to move money; nothing changed. */
export interface LedgerRefusal {
  /** Why. */
  readonly refused: LedgerRefusalCode;
  /** Whose holding. */
  readonly account: string;
  /** Which asset. */
  readonly asset: string;
  /** How much was to be moved. */
  readonly needed: Decimal;
  /** How much was there to take from. */
  readonly held: Decimal;
}

/** One side of a trade, as the ledger books it. */
export interface TradeLeg {
  /** Who trades. */
  readonly account: string;
  /** Asset that is paid. */
  readonly pays: string;
  /** How much is paid, above 0; the other leg receives it. */
  readonly paid: Decimal;
  /** How much of the paid asset was reserved for this, and is not reserved any more; 0 or more. */
  readonly released: Decimal;
  /** Asset of the fee: what this leg pays or what it receives. */
  readonly feeAsset: string;
  /** The fee; negative is a rebate, 0 for none. */
  readonly fee: Decimal;
}
