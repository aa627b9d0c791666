import { existsSync } from 'node:fs';
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
} from '@trader/core';
import { journalFailed } from './journal-failed.ts';
import { openSqliteJournal } from './sqlite-journal.ts';

/** A person's word about the end of an order. */
export type Settlement = Extract<Command, { command: 'settle' }>;

/** An order as the journal left it. */
interface LeftOrder {
  readonly terms: OrderTerms;
  state: OrderState;
  filled: Decimal;
  filledQuote: Decimal;
}

/** What was written. */
export interface SettledOrder {
  /** What the order is. */
  readonly terms: OrderTerms;
  /** Where it was. */
  readonly from: OrderState;
  /** Sequence of the entry. */
  readonly sequence: number;
}

/**
 * Writes a person's settlement of an order into a journal that no run has; the next run finds it there and counts it as evidence.
 *
 * @throws TradingError `journal/failed` when a run has the journal, when it does not know the order, or when the word does not fit what
 *   is known.
 */
export function settleInJournal(file: string, settlement: Settlement, by: string, nowMs: number): SettledOrder {
  if (!existsSync(file)) {
    throw journalFailed('settle', `${file} does not exist`, 'trader run makes it; name another with --file');
  }
  const journal = openSqliteJournal({ file });
  try {
    const { order, lastTimeMs } = findOrder(journal.read(1), settlement.clientOrderId);
    if (order === undefined) {
      const reason = `${file} has no order ${settlement.clientOrderId}`;
      throw journalFailed('settle', reason, 'give its whole id: trader explain finds orders by the beginning of one');
    }
    const objection = objectionTo(settlement, order);
    if (objection !== undefined) {
      const reason = `order ${settlement.clientOrderId} cannot be settled as ${settlement.state}: ${objection}`;
      throw journalFailed('settle', reason, 'nothing was changed');
    }
    const sequence = journal.lastSequence + 1;
    const event = { type: 'command', command: settlement, by } as const;
    journal.append({ sequence, timeMs: Math.max(nowMs, lastTimeMs), record: { type: 'fact', event } });
    journal.commit();
    return { terms: order.terms, from: order.state, sequence };
  } finally {
    journal.close();
  }
}

function findOrder(
  entries: Iterable<JournalEntry>,
  id: ClientOrderId,
): { readonly order: LeftOrder | undefined; readonly lastTimeMs: number } {
  let order: LeftOrder | undefined;
  let lastTimeMs = 0;
  for (const { record, timeMs } of entries) {
    lastTimeMs = timeMs;
    if (record.type === 'order-requested' || record.type === 'order-adopted') {
      if (record.terms.clientOrderId === id) order = newOrder(record);
    } else if (record.type === 'fill' && record.fill.clientOrderId === id && order !== undefined) {
      order.filledQuote = order.filledQuote.plus(record.fill.quoteQuantity);
    } else if (record.type === 'order-changed' && record.clientOrderId === id && order !== undefined) {
      order.state = record.to;
      order.filled = record.filled;
    } else if (record.type === 'fact' && order !== undefined && isSettlementOf(record.event, id)) {
      order.state = record.event.command.state;
    } else if (record.type === 'snapshot' && order === undefined) {
      const saved = record.strategies.flatMap(({ orders }) => orders).find(each => each.terms.clientOrderId === id);
      if (saved === undefined) continue;
      const { state = 'requested', filled = Decimal.zero, filledQuote = Decimal.zero } = saved.progress;
      order = { terms: saved.terms, state, filled, filledQuote };
    }
  }
  return { order, lastTimeMs };
}

/** What an adopted order had filled before counts for its size. */
function newOrder(record: OrderRequestedRecord | OrderAdoptedRecord): LeftOrder {
  const before = record.type === 'order-adopted' ? record.report.cumulative : undefined;
  const { base: filled = Decimal.zero, quote: filledQuote = Decimal.zero } = before ?? {};
  return { terms: record.terms, state: 'requested', filled, filledQuote };
}

function isSettlementOf(
  event: { readonly type: string },
  id: ClientOrderId,
): event is { type: string; command: Settlement } {
  const { command } = event as { command?: Command };
  return event.type === 'command' && command?.command === 'settle' && command.clientOrderId === id;
}

/** Why the word does not fit what the journal knows; what the state machine of orders would say, and what only a slip of the pen says. */
function objectionTo({ state, totals }: Settlement, order: LeftOrder): string | undefined {
  const { terms, state: from, filled, filledQuote } = order;
  if (!isLiveOrderState(from)) return `it has ended as ${from}`;
  if (from === 'requested') return 'it was never sent';
  const base = totals?.base ?? filled;
  const quote = totals?.quote ?? filledQuote;
  if (base.lessThan(filled) || quote.lessThan(filledQuote)) {
    return `its fills are at ${filled.toString()} base for ${filledQuote.toString()} quote already; give totals at least as high`;
  }
  const tooMuch = totals === undefined ? undefined : beyondSize(terms, totals);
  if (tooMuch !== undefined) return tooMuch;
  const { quantity, quoteQuantity } = terms;
  const isFull =
    quantity === undefined
      ? totals?.quote.greaterThanOrEqual(quoteQuantity ?? totals.quote) === true
      : base.greaterThanOrEqual(quantity);
  if (state === 'filled' && !isFull)
    return 'its totals are below its size; give --base and --quote with its final totals';
  if (state !== 'filled' && isFull && quantity !== undefined) return 'its totals reach its size; settle it as filled';
  if (state === 'rejected' && base.isPositive()) return 'it has fills; settle it as canceled';
  return undefined;
}

/** Money that no brokerage exchanged would be traded with at once, so totals beyond the size are a slip until proven otherwise. */
function beyondSize(
  { side, quantity, quoteQuantity }: OrderTerms,
  { base, quote }: NonNullable<Settlement['totals']>,
): string | undefined {
  if (quantity !== undefined && base.greaterThan(quantity)) {
    return `--base ${base.toString()} is more than its size of ${quantity.toString()}; give what was filled of this order`;
  }
  if (side === 'buy' && quoteQuantity !== undefined && quote.greaterThan(quoteQuantity)) {
    return `--quote ${quote.toString()} is more than its size of ${quoteQuantity.toString()}; give what was exchanged for this order`;
  }
  return undefined;
}
