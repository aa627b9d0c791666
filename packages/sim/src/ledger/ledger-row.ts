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

/** The ledger refused to move money that is not there; nothing changed. */
export interface LedgerRefusal {
  /** Always `insufficient-balance`. */
  readonly refused: 'insufficient-balance';
  /** Whose holding. */
  readonly account: string;
  /** Which asset. */
  readonly asset: string;
  /** How much was needed. */
  readonly needed: Decimal;
  /** How much was there to take from. */
  readonly held: Decimal;
}
