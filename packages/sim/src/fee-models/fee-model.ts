import type { Decimal, Rounding, Side } from '@trader/core';

/** Which order pays which fee: asked once, when the order is accepted; the answer holds for the order's whole life. */
export interface FeeQuery {
  /** Who trades. */
  readonly account: string;
  /** The exchange's market name. */
  readonly symbol: string;
  /** Which way. */
  readonly side: Side;
  /** Quote amount that the account traded on this market in the model's `volumeWindowMs`, where the model has one. */
  readonly volume?: Decimal;
}

/** Whether an order rested (`maker`) or came in (`taker`). */
export type Liquidity = 'maker' | 'taker';

/** What an order pays for its fills. */
export interface FeeTerms {
  /** Fraction of the amount traded, for fills of a resting order: 0.001 is 0.1 %; negative is a rebate. Between −1 and 1. */
  readonly maker: Decimal;
  /** Fraction of the amount traded, for fills of an incoming order; negative is a rebate. Between −1 and 1. */
  readonly taker: Decimal;
  /** The asset the fee is counted and charged in. */
  readonly asset: 'base' | 'quote';
  /** Decimals of a fee, 0 to 18. */
  readonly scale: number;
  /** How fees are rounded to that many decimals; signed: `ceiling` rounds rebates towards zero and fees up. */
  readonly rounding: Rounding;
}

/** Decides what trading costs. Must be a pure function of its state and the query. */
export interface FeeModel {
  /** Over which time `volume` is counted for queries, in milliseconds; absent: queries carry no volume. */
  readonly volumeWindowMs?: number;
  /** The terms of an order that is accepted now. */
  terms(query: FeeQuery): FeeTerms;
}
