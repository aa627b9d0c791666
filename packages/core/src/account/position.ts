import type { InstrumentId } from '../instrument/instrument.ts';
import type { AssetAmount } from '../money/asset-amount.ts';
import type { Decimal } from '../money/decimal.ts';
import type { StrategyId } from '../order/order.ts';

/** Whether a strategy only sells what it owns (spot), or may go below zero and through it. */
export type PositionMode = 'long-only' | 'netting';

/** What a strategy's fills of one instrument add up to. It is a live view: its fields follow the fills. */
export interface Position {
  /** Whose position. */
  readonly strategy: StrategyId;
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
  /** The brokerage's market name. */
  readonly symbol: string;
  /** The quote asset, in which cost and results are counted; `undefined` before the first fill. */
  readonly quote: string | undefined;
  /** Base quantity: above 0 long, below 0 short. Base fees have been taken off. */
  readonly quantity: Decimal;
  /** What the open quantity cost in quote, before quote fees; below 0 for a short: what it raised. 0 when flat, always. */
  readonly cost: Decimal;
  /** `cost / quantity`, rounded half-even to 16 decimals, for reading; `undefined` when flat. */
  readonly averagePrice: Decimal | undefined;
  /** Realised profit or loss in quote, before fees in quote and in third assets; base fees are in it through the cost. */
  readonly realisedPnl: Decimal;
  /** Fees paid by asset; negative amounts are rebates. */
  readonly fees: readonly AssetAmount[];
  /** How many fills it is made of. */
  readonly fillCount: number;
  /** Profit or loss in quote if the open quantity were closed at this price, before fees. */
  unrealisedPnl(price: Decimal): Decimal;
}

/** What a fill did to a position. */
export interface PositionChange {
  /** The position, changed in place. */
  readonly position: Position;
  /** Profit or loss that this fill realised, in quote, before fees in quote and in third assets. */
  readonly realised: Decimal;
  /** In `long-only` mode: more base was sold than the strategy owned; the fill was applied, since the brokerage executed it. */
  readonly oversold: boolean;
}
