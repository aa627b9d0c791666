import type { AssetAmount } from '../money/asset-amount.ts';
import type { Decimal } from '../money/decimal.ts';
import type { OrderState } from './order.ts';
import type { OrderProgress } from './order-facts.ts';

/** Money that evidence brought beyond everything known before, to be applied once. */
export interface FillIncrease {
  /** Base quantity; 0 when only a fee or a correction of the quote amount arrived. */
  readonly base: Decimal;
  /** Quote amount, before fees. */
  readonly quote: Decimal;
  /** Fees by asset; negative amounts are rebates or take back what was told too high. */
  readonly fees: readonly AssetAmount[];
  /** The brokerage's trade id, where the evidence names one. */
  readonly tradeId: string | undefined;
  /** Whether we took liquidity, where told. */
  readonly liquidity: 'maker' | 'taker' | undefined;
  /** When the brokerage says it happened, in milliseconds since the epoch. */
  readonly brokerageTimeMs: number | undefined;
}

/**
 * What an alarm is about.
 *
 * These contradict what is known, mark the order inconsistent and must halt new risk:
 * - `unexpected-evidence`: the brokerage knows an order that we never sent
 * - `identity-conflict`: a second brokerage id for one of our ids
 * - `terms-conflict`: the brokerage's order differs from ours in side, quantity or price
 * - `outcome-conflict`: the brokerage refused an order that it had shown, or shows one that it had refused or a person had settled
 * - `fill-after-end`: money for an order that had ended; it was applied
 * - `overfilled`: more was filled than was ordered; it was applied
 * - `totals-conflict`: running totals that cannot belong to one history; not applied
 * - `unusable-fill`: an execution whose quantity is not above 0 or whose quote amount is below 0; not applied
 *
 * These do not:
 * - `absent-while-open`: a look-up does not show an order that the brokerage had shown; reads may lag
 * - `settlement-refused`: a person's settlement does not fit the facts; nothing changed
 */
export type OrderAlarmCode =
  | 'unexpected-evidence'
  | 'identity-conflict'
  | 'terms-conflict'
  | 'outcome-conflict'
  | 'fill-after-end'
  | 'overfilled'
  | 'totals-conflict'
  | 'unusable-fill'
  | 'absent-while-open'
  | 'settlement-refused';

/** Something about an order that a person must know. */
export interface OrderAlarm {
  /** What it is about. */
  readonly code: OrderAlarmCode;
  /** Whether it contradicts what is known: new risk must halt. */
  readonly contradiction: boolean;
  /** One sentence: which order, what, what to do. */
  readonly message: string;
}

/** What one input makes of an order: its progress afterwards, and what came with it. */
export interface OrderTransition extends OrderProgress {
  /** The state before. */
  readonly from: OrderState;
  /** The state after. */
  readonly to: OrderState;
  /** Whether anything that an order view shows has changed. */
  readonly changed: boolean;
  /** Money to apply as one fill; `filled`, `filledQuote` and `fees` already include it. */
  readonly increase: FillIncrease | undefined;
  /** A trade id to remember as counted. */
  readonly tradeId: string | undefined;
  /** What a person must know. */
  readonly alarm: OrderAlarm | undefined;
}
