import type { CumulativeFill, FillReport } from '../brokerage/brokerage-event.ts';
import type { AssetAmount } from '../money/asset-amount.ts';
import { Decimal } from '../money/decimal.ts';
import { addFees, feesBetween, largerFees } from './fee-totals.ts';
import type { OrderDraft } from './order-draft.ts';
import type { FillIncrease } from './order-transition.ts';

const noFees: readonly AssetAmount[] = [];

/**
 * E5 for running totals: applies what they show beyond what was applied, and nothing else. Repeated and older totals add nothing, in
 * whatever order and over whatever channel they come.
 *
 * Base and quote of one history grow together; totals where one grew and the other shrank belong to no history and are not applied.
 * Fees follow the base total that they were told with; at the same total the larger amount wins, since fees may be counted late.
 */
export function applyTotals(draft: OrderDraft, totals: CumulativeFill, brokerageTimeMs: number | undefined): void {
  const { base, quote } = totals;
  const byBase = base.compare(draft.filled);
  const byQuote = quote.compare(draft.filledQuote);
  if (byBase * byQuote < 0) {
    draft.doubted = true;
    draft.contradict(
      'totals-conflict',
      `the brokerage tells totals of ${base.toString()} base and ${quote.toString()} quote after ${draft.filled.toString()} and ${draft.filledQuote.toString()}; compare its trades and settle`,
    );
    return;
  }
  const addsBase = byBase > 0;
  const addsQuote = byQuote > 0;
  const fees = lateFees(draft, totals);
  if (!addsBase && !addsQuote && fees.length === 0) return;
  const gained = addsBase ? base.minus(draft.filled) : Decimal.zero;
  const trade = addsBase && draft.pendingTrade?.quantity.equals(gained) ? draft.pendingTrade : undefined;
  if (trade !== undefined) draft.pendingTrade = undefined;
  addMoney(draft, {
    base: gained,
    quote: addsQuote ? quote.minus(draft.filledQuote) : Decimal.zero,
    fees,
    tradeId: trade?.tradeId,
    liquidity: trade?.liquidity,
    brokerageTimeMs: trade?.brokerageTimeMs ?? brokerageTimeMs,
  });
}

/** E5 for single executions: each trade id counts once. Where totals carry the money, an execution only names what they bring. */
export function applyTrade(draft: OrderDraft, fill: FillReport, totalsCount: boolean): void {
  draft.tradeId = fill.tradeId;
  if (!totalsCount) {
    addMoney(draft, {
      base: fill.quantity,
      quote: fill.quoteQuantity,
      fees: fill.fees,
      tradeId: fill.tradeId,
      liquidity: fill.liquidity,
      brokerageTimeMs: fill.brokerageTimeMs,
    });
    return;
  }
  draft.tradedBase = draft.tradedBase.plus(fill.quantity);
  if (draft.tradedBase.lessThanOrEqual(draft.filled)) return;
  if (draft.isLive) {
    draft.pendingTrade = fill;
    return;
  }
  draft.doubted = true;
  draft.contradict(
    'fill-after-end',
    `trade ${fill.tradeId} is beyond the totals it ended with; its totals are looked up`,
  );
}

/** Adds money to the totals, and notes where that contradicts the order's end or size. The money counts in any case. */
function addMoney(draft: OrderDraft, increase: FillIncrease): void {
  const { base, quote } = increase;
  draft.increase = increase;
  draft.filled = draft.filled.plus(base);
  draft.filledQuote = draft.filledQuote.plus(quote);
  if (increase.fees.length > 0) draft.fees = addFees(draft.fees, increase.fees);
  if (base.isZero() && quote.isZero()) return;
  draft.trading = true;
  if (!draft.isLive) {
    draft.contradict(
      'fill-after-end',
      `${base.toString()} was filled after it had ended as ${draft.to}; the fill was applied, check the order there`,
    );
  }
  if (isOverfilled(draft)) {
    draft.contradict(
      'overfilled',
      `${draft.filled.toString()} base for ${draft.filledQuote.toString()} quote is more than was ordered; it was applied, check the order there`,
    );
  }
}

function isOverfilled(draft: OrderDraft): boolean {
  const { quantity, quoteQuantity, side } = draft.order;
  if (quantity !== undefined) return draft.filled.greaterThan(quantity);
  // A sale sized in quote may raise more than asked for: prices improve.
  return quoteQuantity !== undefined && side === 'buy' && draft.filledQuote.greaterThan(quoteQuantity);
}

function lateFees(draft: OrderDraft, { base, fees }: CumulativeFill): readonly AssetAmount[] {
  if (fees === undefined) return noFees;
  const order = base.compare(draft.feesToldAt);
  if (order < 0) return noFees;
  draft.feesToldAt = base;
  return feesBetween(draft.fees, order > 0 ? fees : largerFees(draft.fees, fees));
}
