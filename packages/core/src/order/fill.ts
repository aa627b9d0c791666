import type { InstrumentId } from '../instrument/instrument.ts';
import type { AssetAmount } from '../money/asset-amount.ts';
import type { Decimal } from '../money/decimal.ts';
import type { BrokerageOrderId, ClientOrderId, StrategyId } from './order.ts';
import type { Side } from './order-request.ts';

/** What the brokerage executed of one order, applied once: an increase over everything known before. */
export interface Fill {
  /** Our id of this fill: client order id and a count, unique for ever. */
  readonly fillId: string;
  /** Which order. */
  readonly clientOrderId: ClientOrderId;
  /** The brokerage's id of that order. */
  readonly brokerageOrderId: BrokerageOrderId | undefined;
  /** Whose order. */
  readonly strategy: StrategyId;
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
  /** The brokerage's market name. */
  readonly symbol: string;
  /** Which way. */
  readonly side: Side;
  /** Base quantity of this fill; 0 when a fee or a correction of the quote amount arrived after the fill it belongs to. */
  readonly quantity: Decimal;
  /** Quote amount of this fill, before fees; exact, as the brokerage counted it. */
  readonly quoteQuantity: Decimal;
  /** `quoteQuantity / quantity`, rounded half-even to 16 decimals: for reading; sums use the quantities. Without a quantity the average so far. */
  readonly price: Decimal;
  /** Fees of this fill by asset; negative amounts are rebates, or take back what had been told too high. */
  readonly fees: readonly AssetAmount[];
  /** The brokerage's trade id, where fills carry one. */
  readonly tradeId: string | undefined;
  /** Whether we took liquidity, where the brokerage tells. */
  readonly liquidity: 'maker' | 'taker' | undefined;
  /** The strategy's note on the order. */
  readonly tag: string | undefined;
  /** When the brokerage says it happened, in milliseconds since the epoch. */
  readonly brokerageTimeMs: number | undefined;
  /** Engine time of its application, in milliseconds since the epoch. */
  readonly timeMs: number;
}
