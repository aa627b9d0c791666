import type { BrokerageOrderId, ClientOrderId, TraderEvent, TraderRecord } from '@trader/core';
import { toEntry } from '../journal/entry-row.ts';
import type { JournalReader } from '../journal/journal-reader.ts';

/** One order that a person may have meant. */
export interface OrderMatch {
  /** Our id; `undefined` for orders that are not ours. */
  readonly clientOrderId: ClientOrderId | undefined;
  /** The brokerage's id, when the journal has it. */
  readonly brokerageOrderId: BrokerageOrderId | undefined;
}

/**
 * The orders that an id, or the beginning of one, may mean: ours by our id or the brokerage's, others by the brokerage's. One whose id
 * is exactly this is the only one.
 */
export function findOrders(reader: JournalReader, wanted: string): readonly OrderMatch[] {
  const ours = new Map<ClientOrderId, BrokerageOrderId | undefined>();
  const mentioned = new Map<BrokerageOrderId, ClientOrderId | undefined>();
  for (const row of reader.read(1)) {
    if (row.type === 'snapshot' || !row.text.includes(wanted)) continue;
    const { record } = toEntry(row);
    for (const { clientOrderId, brokerageOrderId, isOurs } of idsOf(record)) {
      if (isOurs && clientOrderId !== undefined && matches(clientOrderId, brokerageOrderId, wanted)) {
        ours.set(clientOrderId, brokerageOrderId ?? ours.get(clientOrderId));
      } else if (brokerageOrderId !== undefined && matches(clientOrderId, brokerageOrderId, wanted)) {
        mentioned.set(brokerageOrderId, clientOrderId);
      }
    }
  }
  const known = new Set(ours.values());
  const found: OrderMatch[] = [...ours].map(([clientOrderId, brokerageOrderId]) => ({
    clientOrderId,
    brokerageOrderId,
  }));
  for (const [brokerageOrderId, clientOrderId] of mentioned) {
    const isOurs = known.has(brokerageOrderId) || (clientOrderId !== undefined && ours.has(clientOrderId));
    if (!isOurs) found.push({ clientOrderId: undefined, brokerageOrderId });
  }
  const exact = found.filter(match => match.clientOrderId === wanted || match.brokerageOrderId === wanted);
  return exact.length > 0 ? exact : found;
}

interface Ids {
  readonly clientOrderId: ClientOrderId | undefined;
  readonly brokerageOrderId: BrokerageOrderId | undefined;
  readonly isOurs: boolean;
}

function matches(clientOrderId: string | undefined, brokerageOrderId: string | undefined, wanted: string): boolean {
  return clientOrderId?.startsWith(wanted) === true || brokerageOrderId?.startsWith(wanted) === true;
}

function idsOf(record: TraderRecord): readonly Ids[] {
  switch (record.type) {
    case 'order-requested':
      return [{ clientOrderId: record.terms.clientOrderId, brokerageOrderId: undefined, isOurs: true }];
    case 'order-adopted': {
      const { terms, report } = record;
      return [{ clientOrderId: terms.clientOrderId, brokerageOrderId: report.brokerageOrderId, isOurs: true }];
    }
    case 'order-changed':
      return [{ clientOrderId: record.clientOrderId, brokerageOrderId: record.brokerageOrderId, isOurs: true }];
    case 'fact':
      return idsOfEvent(record.event).map(ids => ({ ...ids, isOurs: false }));
    default:
      return [];
  }
}

function idsOfEvent(event: TraderEvent): readonly Omit<Ids, 'isOurs'>[] {
  switch (event.type) {
    case 'order-report':
    case 'fill-report':
      return [event];
    case 'look-up-outcome':
      return event.outcome.outcome === 'found' ? [event.outcome.report] : [];
    case 'account-snapshot':
      return event.openOrders;
    default:
      return [];
  }
}
