import type { OrderReport } from '../brokerage/brokerage-event.ts';
import type { RequestExpiry } from '../brokerage/capabilities.ts';
import { Decimal } from '../money/decimal.ts';
import type { BrokerageOrderId, OrderReason, OrderState } from './order.ts';
import type { OrderDraft } from './order-draft.ts';
import type { EvidenceRules } from './order-facts.ts';
import type { AbsentInput } from './order-input.ts';

/**
 * E1: the brokerage has shown the order (it named its id, reported it, or told a fill of it), so it was accepted.
 *
 * What was in flight or unknown is open from here on. For an order that never left, or that had been refused, this contradicts.
 */
export function acknowledge(draft: OrderDraft): void {
  if (draft.acknowledged) return;
  draft.acknowledged = true;
  switch (draft.to) {
    case 'submitted':
    case 'unknown':
      draft.to = 'open';
      draft.reason = undefined;
      return;
    case 'requested':
      draft.to = 'open';
      draft.contradict(
        'unexpected-evidence',
        'the brokerage shows it although it was never sent; check who else uses this account',
      );
      return;
    case 'denied':
      draft.doubted = true;
      draft.contradict(
        'unexpected-evidence',
        'the brokerage shows it although it was denied; check who else uses this account',
      );
      return;
    case 'rejected':
      draft.doubted = true;
      draft.contradict(
        'outcome-conflict',
        `the brokerage shows it although it was rejected (${draft.reason?.code}); it may be live, check there`,
      );
      return;
    default:
      // Only a person ends an order that the brokerage had not shown, and then it was said to have existed.
      return;
  }
}

/** Learns the brokerage's id; a second one is a second order under our id: nothing of it is applied to the first. */
export function learnIdentity(draft: OrderDraft, id: BrokerageOrderId | undefined): boolean {
  if (id === undefined || id === draft.brokerageOrderId) return true;
  if (draft.brokerageOrderId === undefined) {
    draft.brokerageOrderId = id;
    return true;
  }
  draft.contradict(
    'identity-conflict',
    `the brokerage knows it as ${draft.brokerageOrderId} and as ${id}; check there whether both are live`,
  );
  return false;
}

/** Compares what the brokerage holds under our id with what we asked for; only what both sides tell is compared. */
export function compareTerms(draft: OrderDraft, told: OrderReport['terms']): void {
  if (told === undefined) return;
  const { side, quantity, price } = draft.order;
  const differs =
    told.side !== side ||
    (told.quantity !== undefined && quantity !== undefined && !told.quantity.equals(quantity)) ||
    (told.price !== undefined && price !== undefined && !told.price.equals(price));
  if (!differs) return;
  const shown = `${told.side} ${told.quantity?.toString() ?? '?'} at ${told.price?.toString() ?? 'market'}`;
  draft.contradict('terms-conflict', `the brokerage holds ${shown} under this id; check whether the id was used twice`);
}

/**
 * E2c: whether “not found” proves that the request was never accepted and never will be.
 *
 * It does when the brokerage's own clock, in that very answer, is past the moment until which it could have accepted the request,
 * plus the longest delay until an accepted order shows, plus the resolution of that clock. Our clock proves nothing, and may object: a
 * clock of the brokerage that was just set forward is past that moment before an order that it had accepted shows.
 */
export function provesNeverAccepted(
  { brokerageTimeMs, waitedMs }: Omit<AbsentInput, 'input'>,
  resolveByMs: number | undefined,
  expiry: RequestExpiry | undefined,
): boolean {
  if (brokerageTimeMs === undefined || resolveByMs === undefined || expiry === undefined) return false;
  const showsAfterMs = expiry.readLagMs + expiry.clockResolutionMs;
  if (waitedMs !== undefined && waitedMs < expiry.timeToLiveMs + showsAfterMs) return false;
  return brokerageTimeMs > resolveByMs + showsAfterMs;
}

/** Whether as much was filled as was ordered; never so for orders sized in quote, which only the brokerage can call complete. */
function isFullyFilled(draft: OrderDraft): boolean {
  const { quantity } = draft.order;
  return quantity !== undefined && draft.filled.greaterThanOrEqual(quantity);
}

/** E4, first half: the brokerage says that the order will never trade again; remembers with which total, where it told one. */
export function noteFinished(draft: OrderDraft, report: OrderReport, rules: EvidenceRules): void {
  draft.finishedBy ??= report.finishedBy;
  draft.brokerageFinished = true;
  // Single fills need no total when the brokerage calls an order of known size filled: its size is the total.
  const impliedByName = rules.fills === 'trade-id' && report.finishedBy === 'filled' ? draft.order.quantity : undefined;
  const told = report.cumulative?.base ?? impliedByName;
  if (told !== undefined) {
    draft.finalBase = draft.finalBase === undefined ? told : Decimal.max(draft.finalBase, told);
  }
  draft.reason = finishReason(draft, report) ?? draft.reason;
}

/** E4, second half: ends a live order when it is fully filled, or finished with every fill that the brokerage counted applied here. */
export function endIfComplete(draft: OrderDraft): void {
  if (!draft.isLive) return;
  if (isFullyFilled(draft)) draft.end('filled');
  else if (draft.brokerageFinished && draft.finalBase?.equals(draft.filled)) draft.end(finishedState(draft));
}

/**
 * The state of a finished order that is not filled to its base quantity. One sized in quote is filled when the brokerage calls it so
 * or its whole quote quantity was used; what a lot grid leaves over makes it canceled. A rejected order with fills is canceled, too.
 */
function finishedState(draft: OrderDraft): OrderState {
  const { quantity, quoteQuantity } = draft.order;
  if (quantity === undefined && quoteQuantity !== undefined) {
    if (draft.finishedBy === 'filled' || draft.filledQuote.greaterThanOrEqual(quoteQuantity)) return 'filled';
  }
  if (draft.finishedBy === 'expired') return 'expired';
  if (draft.finishedBy === 'rejected' && draft.filled.isZero()) return 'rejected';
  return 'canceled';
}

function finishReason(draft: OrderDraft, report: OrderReport): OrderReason | undefined {
  const { finishedBy, reason } = report;
  if (finishedBy === 'rejected') {
    return { code: 'brokerage-rejected', message: reason ?? 'the brokerage took the order and rejected it afterwards' };
  }
  if (
    finishedBy === 'filled' &&
    draft.order.quantity !== undefined &&
    report.cumulative?.base.lessThan(draft.order.quantity)
  ) {
    return { code: 'finished-short', message: 'the brokerage calls it filled, its own total is below the quantity' };
  }
  return reason === undefined ? undefined : { code: `brokerage-${finishedBy ?? 'finished'}`, message: reason };
}

/** Notes what is still owed to a live order: fills that are known to exist, and evidence that has to be asked for now. */
export function noteMissing(draft: OrderDraft, rules: EvidenceRules): void {
  const known = rules.fills === 'trade-id' ? draft.reportedBase : draft.tradedBase;
  draft.missesFills = draft.isLive && (draft.brokerageFinished || known.greaterThan(draft.filled));
  draft.wantsLookUp = draft.doubted || (draft.isLive && draft.brokerageFinished && draft.finalBase === undefined);
}
