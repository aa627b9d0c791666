import type { Decimal } from '@trader/core';
import type { Market } from '../market/market.ts';
import type { MatchingOrder } from '../matching/matching-event.ts';
import type { ReadOrder, Refusal } from './read-order.ts';

/** Who places which order under which name. */
export interface OrderNames {
  /** The exchange's name of the order. */
  readonly orderId: string;
  /** Whose order it is. */
  readonly account: string;
}

/**
 * Puts an order into the integers of its market's matching engine.
 *
 * @param band - How far a market order trades from the best opposite price, as a fraction; `undefined` for any distance.
 * @returns The order, or why it is too large for them.
 */
export function toMatchingOrder(
  order: ReadOrder,
  names: OrderNames,
  market: Market,
  band: Decimal | undefined,
): MatchingOrder | Refusal {
  const { grid } = market;
  const { side, price, quantity, quoteQuantity, stopPrice, trigger, timeInForce, postOnly } = order;
  const head = { orderId: names.orderId, owner: names.account, side };
  const lots = quantity && grid.lotsOf(quantity);
  if (quantity !== undefined && lots === undefined)
    return {
      refused: 'quantity-too-large',
      message: `quantity ${quantity} has more than 2^53 − 1 lots; split the order`,
    };
  if (price === undefined || lots === undefined) {
    const quoteUnits = quoteQuantity && grid.quoteUnitsOf(quoteQuantity);
    if (quoteUnits === 0n)
      return {
        refused: 'quantity-below-min',
        message: `quoteQuantity ${quoteQuantity} is less than one lot at one tick`,
      };
    return { type: 'market', ...head, lots, quoteUnits, worstPriceTicks: market.worstPriceTicks(side, band) };
  }
  const priceTicks = grid.ticksOf(price);
  const stopPriceTicks = stopPrice && grid.ticksOf(stopPrice);
  if (priceTicks === undefined || (stopPrice !== undefined && stopPriceTicks === undefined))
    return { refused: 'price-too-large', message: `price ${price} or its stop price has more than 2^53 − 1 ticks` };
  if (stopPriceTicks !== undefined && trigger !== undefined)
    return { type: 'stop-limit', ...head, priceTicks, lots, stopPriceTicks, trigger };
  return { type: 'limit', ...head, priceTicks, lots, timeInForce, postOnly };
}
