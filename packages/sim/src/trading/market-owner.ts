import type { Decimal } from '@trader/core';
import type { Liquidity } from '../fee-models/fee-model.ts';
import type { VenueFinish, VenueOrder } from './venue-order.ts';

/** What a market tells its venue, which moves the money. */
export interface MarketOwner {
  /** An order traded. False when it could not pay: then the owner has ended it. */
  fill(order: VenueOrder, price: Decimal, quantity: Decimal, liquidity: Liquidity): boolean;
  /** An order will never trade again. */
  finish(order: VenueOrder, by: VenueFinish): void;
  /** A stop order's price was reached; it is a limit order from now on. */
  wake(order: VenueOrder): void;
}
