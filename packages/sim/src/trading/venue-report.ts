import type { AssetAmount, BrokerageOrderId, OrderReport } from '@trader/core';
import type { VenueFinish, VenueOrder } from './venue-order.ts';

/** What a venue says of an order that may still trade. */
export function openReport(order: VenueOrder, timeMs: number): OrderReport {
  return report(order, timeMs, order.isAsleep ? 'pending' : 'open', undefined, undefined);
}

/**
 * What a venue says of an order that has ended.
 *
 * @param cancelsPostOnly - Whether post-only orders that would take are called canceled; otherwise rejected.
 */
export function finishedReport(order: VenueOrder, timeMs: number, cancelsPostOnly: boolean): OrderReport {
  const by = order.finishedBy ?? 'canceled';
  return report(order, timeMs, 'finished', finishedBy(order, by, cancelsPostOnly), reasons[by]);
}

function finishedBy(order: VenueOrder, by: VenueFinish, cancelsPostOnly: boolean): OrderReport['finishedBy'] {
  switch (by) {
    case 'filled':
      return 'filled';
    case 'post-only':
      return cancelsPostOnly ? 'canceled' : 'rejected';
    case 'insufficient-balance':
    case 'not-enough-liquidity':
    case 'quantity-below-min':
      return order.base.isZero() ? 'rejected' : 'canceled';
    default:
      return 'canceled';
  }
}

const reasons: Record<VenueFinish, string | undefined> = {
  filled: undefined,
  canceled: undefined,
  'ioc-remainder': undefined,
  'fok-kill': undefined,
  'market-remainder': 'market-remainder: the market shows no more to trade with',
  'post-only': 'post-only-would-take: the post-only order would trade at once; move its price away from the market',
  'self-trade': 'self-trade: the order would meet an order of its own account',
  'insufficient-balance': 'insufficient-balance: the price moved beyond what the account has available',
  'not-enough-liquidity': 'not-enough-liquidity: nobody is there to trade with',
  'quantity-below-min':
    'quantity-below-min: the quote quantity buys less than the smallest order at this price; give more',
};

function report(
  order: VenueOrder,
  brokerageTimeMs: number,
  status: OrderReport['status'],
  finished: OrderReport['finishedBy'],
  reason: string | undefined,
): OrderReport {
  const { terms, base, quote, fee } = order;
  const { total } = fee;
  const fees: readonly AssetAmount[] = total.isZero() ? [] : [{ asset: order.feeAsset, amount: total }];
  return {
    type: 'order-report',
    brokerageOrderId: order.orderId as BrokerageOrderId,
    clientOrderId: terms.clientOrderId,
    instrumentId: terms.instrumentId,
    status,
    finishedBy: finished,
    cumulative: { base, quote, fees },
    terms: {
      side: terms.side,
      type: terms.type,
      quantity: terms.quantity,
      price: terms.price,
      timeInForce: terms.timeInForce,
    },
    reason,
    brokerageTimeMs,
  };
}
