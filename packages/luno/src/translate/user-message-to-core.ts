import type { BrokerageOrderId, ClientOrderId, Instrument, OrderReport } from '@trader/core';
import type { OrderFillWire, OrderStatusWire } from '../wire/user-wire.ts';
import { feesToCore } from './fees-to-core.ts';
import { statuses } from './order-to-core.ts';

/** An order's new status. Why a finished order is finished is not told here: a look-up tells. */
export function orderStatusToCore(
  update: OrderStatusWire,
  instrument: Instrument,
  timeMs: number | undefined,
): OrderReport {
  return { ...report(update, instrument, timeMs), status: statuses[update.status], cumulative: undefined };
}

/**
 * An order's running totals. Repeats and replays are harmless: totals never shrink.
 *
 * A fill says nothing about the order's end, also when it comes after it: one matching event may bring several fills, and Luno promises
 * no order among them and the status. Calling such totals final would end the order before its last fill.
 */
export function orderFillToCore(
  update: OrderFillWire,
  instrument: Instrument,
  timeMs: number | undefined,
): OrderReport {
  const isTold = update.base_fee !== undefined && update.counter_fee !== undefined;
  return {
    ...report(update, instrument, timeMs),
    status: 'open',
    cumulative: {
      base: update.base_fill,
      quote: update.counter_fill,
      fees: isTold ? feesToCore(update.base_fee, update.counter_fee, instrument) : undefined,
    },
  };
}

function report(
  update: Pick<OrderStatusWire, 'order_id' | 'client_order_id'>,
  instrument: Instrument,
  timeMs: number | undefined,
): Omit<OrderReport, 'status' | 'cumulative'> {
  return {
    type: 'order-report',
    brokerageOrderId: update.order_id as BrokerageOrderId,
    clientOrderId: update.client_order_id as ClientOrderId | undefined,
    instrumentId: instrument.id,
    finishedBy: undefined,
    terms: undefined,
    reason: undefined,
    brokerageTimeMs: timeMs,
  };
}
