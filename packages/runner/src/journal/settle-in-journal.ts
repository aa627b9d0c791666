import { existsSync } from 'node:fs';
import { Decimal, isLiveOrderState, type OrderState, type OrderTerms } from '@trader/core';
import { journalFailed } from './journal-failed.ts';
import { findLeftOrder, type LeftOrder, type Settlement } from './left-order.ts';
import { openSqliteJournal } from './sqlite-journal.ts';

/** What was written. */
export interface SettledOrder {
  /** What the order is. */
  readonly terms: OrderTerms;
  /** Where it was. */
  readonly from: OrderState;
  /** Whether it had ended, and evidence that came later contradicted that: it stays as it ended. */
  readonly wasInconsistent: boolean;
  /** Sequence of the entry. */
  readonly sequence: number;
}

/** Whose word it is, and what they insist on. */
export interface SettleWord {
  /** Who says so. */
  readonly by: string;
  /** When, in milliseconds since the epoch. */
  readonly nowMs: number;
  /** Whether an order that the brokerage is known to have, or that is to be looked up, may be settled all the same. */
  readonly althoughOpen: boolean;
}

/**
 * Writes a person's settlement of an order into a journal that no run has; the next run finds it there and counts it as evidence.
 *
 * @throws TradingError `journal/failed` when a run has the journal, when it does not know the order, or when the word does not fit what
 *   is known.
 */
export function settleInJournal(
  file: string,
  settlement: Settlement,
  { by, nowMs, althoughOpen }: SettleWord,
): SettledOrder {
  if (!existsSync(file)) {
    throw journalFailed('settle', `${file} does not exist`, 'trader run makes it; name another with --file');
  }
  const journal = openSqliteJournal({ file });
  try {
    const { order, lastTimeMs } = findLeftOrder(journal.read(1), settlement.clientOrderId);
    if (order === undefined) {
      const reason = `${file} has no order ${settlement.clientOrderId}`;
      throw journalFailed('settle', reason, 'give its whole id: trader explain finds orders by the beginning of one');
    }
    const objection = objectionTo(settlement, order, althoughOpen);
    if (objection !== undefined) {
      const reason = `order ${settlement.clientOrderId} cannot be settled as ${settlement.state}: ${objection}`;
      throw journalFailed('settle', reason, 'nothing was changed');
    }
    const sequence = journal.lastSequence + 1;
    const event = { type: 'command', command: settlement, by } as const;
    journal.append({ sequence, timeMs: Math.max(nowMs, lastTimeMs), record: { type: 'fact', event } });
    journal.commit();
    return { terms: order.terms, from: order.state, wasInconsistent: !isLiveOrderState(order.state), sequence };
  } finally {
    journal.close();
  }
}

/** Why the word does not fit what the journal knows; what the state machine of orders would say, and what only a slip of the pen says. */
function objectionTo(settlement: Settlement, order: LeftOrder, althoughOpen: boolean): string | undefined {
  const { state, totals } = settlement;
  const { state: from, filled, filledQuote, isInconsistent } = order;
  const isLive = isLiveOrderState(from);
  if (!isLive && !isInconsistent) return `it has ended as ${from}`;
  if (!isLive && state !== from) return `it has ended as ${from} and stays that; settle it as ${from} to clear it`;
  if (from === 'requested') return 'it was never sent';
  if (from !== 'unknown' && !isInconsistent && !althoughOpen) return notUnknown(from);
  const base = totals?.base ?? filled;
  const quote = totals?.quote ?? filledQuote;
  if (base.lessThan(filled) || quote.lessThan(filledQuote)) {
    return `its fills are at ${filled.toString()} base for ${filledQuote.toString()} quote already; give totals at least as high`;
  }
  if (base.greaterThan(filled) && quote.equals(filledQuote)) {
    return '--base is above its fills and --quote is not; give what both have come to';
  }
  return beyondSize(order, { base, quote }) ?? (isLive ? wrongEnd(state, order, { base, quote }) : undefined);
}

/** The next run finds out by itself what became of it, and money would be traded with twice if the word were wrong. */
function notUnknown(from: OrderState): string {
  const insist = 'if the brokerage shows that it has ended, say --although-open';
  if (from === 'submitted') return `it is submitted, and the next run looks it up: wait for that; ${insist}`;
  return `it is ${from}, not unknown: cancel it at the brokerage, or start a run, which looks it up; ${insist}`;
}

function wrongEnd(
  state: Settlement['state'],
  { terms: { quantity, quoteQuantity } }: LeftOrder,
  { base, quote }: Totals,
): string | undefined {
  const isFull =
    quantity === undefined ? quote.greaterThanOrEqual(quoteQuantity ?? quote) : base.greaterThanOrEqual(quantity);
  if (state === 'filled' && !isFull)
    return 'its totals are below its size; give --base and --quote with its final totals';
  if (state !== 'filled' && isFull && quantity !== undefined) return 'its totals reach its size; settle it as filled';
  if (state === 'rejected' && base.isPositive()) return 'it has fills; settle it as canceled';
  return undefined;
}

type Totals = Pick<NonNullable<Settlement['totals']>, 'base' | 'quote'>;

/** Money that no brokerage exchanged would be traded with at once, so totals beyond size and fills are a slip until proven otherwise. */
function beyondSize(
  { terms: { side, quantity, quoteQuantity }, filled, filledQuote }: LeftOrder,
  { base, quote }: Totals,
): string | undefined {
  if (quantity !== undefined && base.greaterThan(Decimal.max(quantity, filled))) {
    return `--base ${base.toString()} is more than its size of ${quantity.toString()}; give what was filled of this order`;
  }
  if (side === 'buy' && quoteQuantity !== undefined && quote.greaterThan(Decimal.max(quoteQuantity, filledQuote))) {
    return `--quote ${quote.toString()} is more than its size of ${quoteQuantity.toString()}; give what was exchanged for this order`;
  }
  return undefined;
}
