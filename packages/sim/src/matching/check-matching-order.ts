import { TradingError } from '@trader/core';
import type { MatchingMarketOrder, MatchingOrder } from './matching-event.ts';

/**
 * Makes sure that an order is within the matching engine's contract.
 *
 * @throws `order/invalid-request`, naming the field, its value and what it must be.
 */
export function checkMatchingOrder(order: MatchingOrder): void {
  if (order.type === 'market') {
    checkMarket(order);
    return;
  }
  checkInteger('priceTicks', order.priceTicks);
  checkInteger('lots', order.lots);
  if (order.type === 'stop-limit') checkInteger('stopPriceTicks', order.stopPriceTicks);
  else if (order.postOnly && order.timeInForce !== 'GTC')
    throw invalidOrder('postOnly', order.timeInForce, 'a post-only order rests; use GTC');
}

/** The worst price of a market order as a limit: any price when it names none. */
export function marketLimitTicks(order: MatchingMarketOrder): number {
  return order.worstPriceTicks ?? (order.side === 'buy' ? Number.MAX_SAFE_INTEGER : 0);
}

/** The error for an order outside the contract. */
export function invalidOrder(field: string, value: string, reason: string): TradingError<'order/invalid-request'> {
  return new TradingError('order/invalid-request', `${field} was ${value}; ${reason}`, { field, value, reason });
}

function checkMarket({ lots, quoteUnits, worstPriceTicks }: MatchingMarketOrder): void {
  if (lots === undefined && quoteUnits === undefined)
    throw invalidOrder('lots', 'undefined', 'give lots, quoteUnits, or both');
  if (lots !== undefined) checkInteger('lots', lots);
  if (quoteUnits !== undefined && quoteUnits <= 0n)
    throw invalidOrder('quoteUnits', String(quoteUnits), 'it must be above 0');
  if (worstPriceTicks !== undefined) checkInteger('worstPriceTicks', worstPriceTicks);
}

function checkInteger(field: string, value: number): void {
  if (!Number.isSafeInteger(value) || value <= 0)
    throw invalidOrder(field, String(value), 'it must be a safe integer above 0');
}
