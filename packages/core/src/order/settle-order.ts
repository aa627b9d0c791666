import type { CumulativeFill } from '../brokerage/brokerage-event.ts';
import { Decimal } from '../money/decimal.ts';
import { addFees, feesBetween } from './fee-totals.ts';
import type { OrderDraft } from './order-draft.ts';
import type { SettleInput } from './order-input.ts';

/**
 * E7: a person's word ends an order that evidence cannot end, or clears up one that ended inconsistent; that one keeps its state.
 *
 * The word has to fit the facts: totals never shrink, `filled` needs the whole size, `rejected` needs no fill at all.
 */
export function settle(draft: OrderDraft, input: SettleInput): void {
  const objection = objectionTo(draft, input);
  if (objection !== undefined) {
    draft.warn('settlement-refused', `it was not settled as ${input.state}: ${objection}`);
    return;
  }
  if (input.totals !== undefined) raiseTo(draft, input.totals);
  if (draft.isLive) draft.end(input.state);
  draft.doubted = false;
  draft.inconsistent = false;
  draft.settled = true;
  draft.reason = { code: 'settled', message: `${input.by} settled it as ${input.state}: ${input.note}` };
}

function objectionTo(draft: OrderDraft, { state, totals }: SettleInput): string | undefined {
  if (draft.to === 'requested') return 'it has not been sent yet';
  if (!draft.isLive && !draft.inconsistent) return `it has ended as ${draft.to}`;
  const base = totals?.base ?? draft.filled;
  const quote = totals?.quote ?? draft.filledQuote;
  if (base.lessThan(draft.filled) || quote.lessThan(draft.filledQuote)) {
    return `its fills are already at ${draft.filled.toString()} base for ${draft.filledQuote.toString()} quote; give totals at least as high`;
  }
  if (base.greaterThan(draft.filled) && quote.equals(draft.filledQuote)) {
    return 'the totals raise base and not quote; give what both have come to';
  }
  const { quantity, quoteQuantity, side } = draft.order;
  if (quantity !== undefined && base.greaterThan(Decimal.max(quantity, draft.filled))) {
    return `the totals are beyond its size of ${quantity.toString()} base; give those that the brokerage shows`;
  }
  // A sale sized in quote may raise more than asked for: prices improve.
  if (
    quoteQuantity !== undefined &&
    side === 'buy' &&
    quote.greaterThan(Decimal.max(quoteQuantity, draft.filledQuote))
  ) {
    return `the totals are beyond its size of ${quoteQuantity.toString()} quote; give those that the brokerage shows`;
  }
  if (!draft.isLive) return undefined;
  const full =
    quantity === undefined ? quote.greaterThanOrEqual(quoteQuantity ?? quote) : base.greaterThanOrEqual(quantity);
  if (state === 'filled' && !full)
    return 'the totals are below its size; give the final totals, or settle it as canceled';
  if (state !== 'filled' && full && quantity !== undefined) return 'the totals reach its size; settle it as filled';
  if (state === 'rejected' && base.isPositive()) return 'it has fills; settle it as canceled';
  return undefined;
}

function raiseTo(draft: OrderDraft, totals: CumulativeFill): void {
  const base = totals.base.minus(draft.filled);
  const quote = totals.quote.minus(draft.filledQuote);
  const fees = totals.fees === undefined ? [] : feesBetween(draft.fees, totals.fees);
  if (base.isZero() && quote.isZero() && fees.length === 0) return;
  draft.filled = totals.base;
  draft.filledQuote = totals.quote;
  draft.fees = fees.length === 0 ? draft.fees : addFees(draft.fees, fees);
  draft.feesToldAt = totals.fees === undefined ? draft.feesToldAt : Decimal.max(draft.feesToldAt, totals.base);
  draft.increase = { base, quote, fees, tradeId: undefined, liquidity: undefined, brokerageTimeMs: undefined };
}
