import type { ActionCause, OrderChangedRecord } from '../journal/trader-record.ts';
import type { OrderChange } from '../order/order-manager.ts';

/** What the journal says of an order that changed, as it is now. */
export function orderChanged({ order, from, to }: OrderChange, cause: ActionCause | undefined): OrderChangedRecord {
  return {
    type: 'order-changed',
    clientOrderId: order.clientOrderId,
    strategy: order.strategy,
    from,
    to,
    brokerageOrderId: order.brokerageOrderId,
    filled: order.filled,
    cancelRequested: order.cancelRequested,
    reason: order.reason,
    cause,
  };
}
