import type { JournalEntry } from '@trader/core';

/** One journal entry in words: for people who look at a failure, and for the hash of the trace. */
export function describeEntry({ record }: JournalEntry): string {
  switch (record.type) {
    case 'fact': {
      const { event } = record;
      const id = 'clientOrderId' in event ? (event.clientOrderId ?? '') : '';
      const outcome = 'outcome' in event ? event.outcome.outcome : '';
      const status = event.type === 'order-report' ? event.status : '';
      return `fact ${event.type} ${id} ${outcome}${status}`;
    }
    case 'order-requested':
      return `order-requested ${record.terms.clientOrderId} ${record.terms.side} ${record.terms.type}`;
    case 'order-submitted':
      return `order-submitted ${record.clientOrderId}`;
    case 'order-changed':
      return `order-changed ${record.clientOrderId} ${record.from} -> ${record.to} ${record.filled.toString()} ${record.reason?.code ?? ''}`;
    case 'fill':
      return `fill ${record.fill.clientOrderId} ${record.fill.quantity.toString()} for ${record.fill.quoteQuantity.toString()}`;
    case 'alarm':
      return `alarm ${record.code}: ${record.message}`;
    case 'strategy':
      return `strategy ${record.strategy} ${record.status}: ${record.reason}`;
    default:
      return record.type;
  }
}
