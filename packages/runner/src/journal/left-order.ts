import {
  type ClientOrderId,
  type Command,
  Decimal,
  isLiveOrderState,
  type JournalEntry,
  type OrderAdoptedRecord,
  type OrderRequestedRecord,
  type OrderState,
  type OrderTerms,
  type TraderRecord,
} from '@trader/core';

/** A person's word about the end of an order. */
export type Settlement = Extract<Command, { command: 'settle' }>;

/** An order as the journal left it. */
export interface LeftOrder {
  /** What it is. */
  readonly terms: OrderTerms;
  /** Where it is. */
  readonly state: OrderState;
  /** Base filled so far. */
  readonly filled: Decimal;
  /** Quote exchanged so far. */
  readonly filledQuote: Decimal;
  /** Whether evidence contradicted what was known of it, and nobody cleared that. */
  readonly isInconsistent: boolean;
  /** What it was before a person's word, which may yet turn out to have been refused. */
  readonly beforeWord?: LeftOrder;
}

/** Reads through a journal for one order; `undefined` when it is not there. */
export function findLeftOrder(
  entries: Iterable<JournalEntry>,
  id: ClientOrderId,
): { readonly order: LeftOrder | undefined; readonly lastTimeMs: number } {
  let order: LeftOrder | undefined;
  let lastTimeMs = 0;
  for (const { record, timeMs } of entries) {
    lastTimeMs = timeMs;
    order = order === undefined ? beginningOf(record, id) : after(order, record);
  }
  return { order, lastTimeMs };
}

function beginningOf(record: TraderRecord, id: ClientOrderId): LeftOrder | undefined {
  if (record.type === 'order-requested' || record.type === 'order-adopted') {
    return record.terms.clientOrderId === id ? newOrder(record) : undefined;
  }
  if (record.type !== 'snapshot') return undefined;
  const saved = record.strategies.flatMap(({ orders }) => orders).find(each => each.terms.clientOrderId === id);
  if (saved === undefined) return undefined;
  const { state = 'requested', filled = Decimal.zero, filledQuote = Decimal.zero, inconsistent } = saved.progress;
  return { terms: saved.terms, state, filled, filledQuote, isInconsistent: inconsistent === true };
}

/** What an adopted order had filled before counts for its size. */
function newOrder(record: OrderRequestedRecord | OrderAdoptedRecord): LeftOrder {
  const before = record.type === 'order-adopted' ? record.report.cumulative : undefined;
  const { base: filled = Decimal.zero, quote: filledQuote = Decimal.zero } = before ?? {};
  return { terms: record.terms, state: 'requested', filled, filledQuote, isInconsistent: false };
}

function after(order: LeftOrder, record: TraderRecord): LeftOrder {
  const id = order.terms.clientOrderId;
  switch (record.type) {
    case 'order-changed':
      return record.clientOrderId === id ? { ...order, state: record.to, filled: record.filled } : order;
    case 'fill':
      return record.fill.clientOrderId === id
        ? { ...order, filledQuote: order.filledQuote.plus(record.fill.quoteQuantity) }
        : order;
    case 'alarm':
      // The order that it is about is in its words alone.
      if (!record.message.startsWith(`order ${id}: `)) return order;
      if (record.code === 'settlement-refused') return order.beforeWord ?? order;
      // Records of changes do not tell a contradiction; its alarm does.
      return record.severity === 'halt' ? { ...order, isInconsistent: true } : order;
    case 'fact':
      return isSettlementOf(record.event, id) ? settled(order, record.event.command) : order;
    default:
      return order;
  }
}

/** One that has ended keeps its state. */
function settled(order: LeftOrder, { state }: Settlement): LeftOrder {
  return {
    ...order,
    state: isLiveOrderState(order.state) ? state : order.state,
    isInconsistent: false,
    beforeWord: order,
  };
}

function isSettlementOf(
  event: { readonly type: string },
  id: ClientOrderId,
): event is { type: string; command: Settlement } {
  const { command } = event as { command?: Command };
  return event.type === 'command' && command?.command === 'settle' && command.clientOrderId === id;
}
