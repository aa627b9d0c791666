import type {
  BrokerageOrderId,
  ClientOrderId,
  CumulativeFill,
  Instrument,
  OrderReport,
  OrderType,
  TimeInForce,
} from '@trader/core';
import type { OrderWire } from '../wire/order-wire.ts';
import { feesToCore } from './fees-to-core.ts';

/** Luno's states in our words. */
export const statuses = { AWAITING: 'pending', PENDING: 'open', COMPLETE: 'finished' } as const satisfies Record<
  OrderWire['status'],
  OrderReport['status']
>;

const types = { LIMIT: 'limit', MARKET: 'market', STOP_LIMIT: 'stop-limit' } as const satisfies Record<
  OrderWire['type'],
  OrderType
>;

const timesInForce: readonly string[] = ['GTC', 'IOC', 'FOK'] satisfies readonly TimeInForce[];

/**
 * What Luno says about an order. Luno has no word for canceled: a finished limit order that is not full was canceled, by whom
 * its expiration time tells. Whether a finished market order is full cannot be judged without its request, so nothing is said.
 *
 * @param replyTimeMs - Luno's time of the reply, in milliseconds since the epoch, when known.
 */
export function orderToCore(order: OrderWire, instrument: Instrument, replyTimeMs: number | undefined): OrderReport {
  const status = statuses[order.status];
  const finishedBy = status === 'finished' ? finishedByToCore(order) : undefined;
  return {
    type: 'order-report',
    brokerageOrderId: order.order_id as BrokerageOrderId,
    clientOrderId: order.client_order_id as ClientOrderId | undefined,
    instrumentId: instrument.id,
    status,
    finishedBy,
    cumulative: cumulativeToCore(order, instrument),
    terms: termsToCore(order),
    reason: finishedBy === 'canceled' ? cancelReason(order) : undefined,
    brokerageTimeMs: (status === 'finished' ? order.completed_timestamp : undefined) ?? replyTimeMs,
  };
}

function finishedByToCore(order: OrderWire): OrderReport['finishedBy'] {
  if (order.type === 'MARKET' || order.limit_volume === undefined) return undefined;
  return order.base.lessThan(order.limit_volume) ? 'canceled' : 'filled';
}

function cumulativeToCore(order: OrderWire, instrument: Instrument): CumulativeFill {
  const isTold = order.fee_base !== undefined && order.fee_counter !== undefined;
  return {
    base: order.base,
    quote: order.counter,
    fees: isTold ? feesToCore(order.fee_base, order.fee_counter, instrument) : undefined,
  };
}

function termsToCore(order: OrderWire): OrderReport['terms'] {
  const isLimit = order.type !== 'MARKET';
  const timeInForce = order.time_in_force;
  return {
    side: order.side === 'BUY' ? 'buy' : 'sell',
    type: types[order.type],
    quantity: isLimit ? order.limit_volume : undefined,
    price: isLimit ? order.limit_price : undefined,
    timeInForce:
      timeInForce !== undefined && timesInForce.includes(timeInForce) ? (timeInForce as TimeInForce) : undefined,
  };
}

function cancelReason(order: OrderWire): string {
  return order.expiration_timestamp === undefined
    ? 'canceled by Luno: the rest of an IOC or FOK order, a post-only order that would have taken, or a market halt'
    : 'canceled on request';
}
