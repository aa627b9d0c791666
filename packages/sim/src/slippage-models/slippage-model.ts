import type { Decimal, Instrument, Side } from '@trader/core';

/** What takes liquidity, as slippage models see it. */
export interface TakerFill {
  /** Which way. */
  readonly side: Side;
  /** The market's price without slippage. */
  readonly price: Decimal;
  /** Base quantity that trades at it. */
  readonly quantity: Decimal;
  /** Base quantity that the bar or trade had in all, or the level of the book shows; `undefined` when not told. */
  readonly volume: number | undefined;
  /** The market's rules. */
  readonly instrument: Instrument;
}

/** How much worse than the market's price a taker is filled. */
export interface SlippageModel {
  /** What reports call it, with its settings. */
  readonly name: string;
  /**
   * The price with slippage. It is moved to the tick grid against the taker, never better than the market's price, and never beyond
   * the limit of a limit order.
   */
  price(fill: TakerFill): Decimal;
}
