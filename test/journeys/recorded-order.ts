import { AssetLedger, Decimal, type Order, type OrderTerms } from '@trader/core';
import type { RecordedOrder } from '../../examples/demo/src/run-recorder.ts';

/** An order as it was asked for, and what is known of its course since; no fills were counted yet. */
export function toRecordedOrder(terms: OrderTerms, course: Partial<Order> = {}): RecordedOrder {
  const order: Order = {
    ...terms,
    state: 'requested',
    brokerageOrderId: undefined,
    filled: Decimal.zero,
    filledQuote: Decimal.zero,
    fees: [],
    cancelRequested: false,
    brokerageFinished: false,
    inconsistent: false,
    reason: undefined,
    submittedTimeMs: undefined,
    updatedTimeMs: 0,
    ...course,
  };
  return { order, fills: 0, partialFills: 0, base: Decimal.zero, quote: Decimal.zero, fees: new AssetLedger() };
}
