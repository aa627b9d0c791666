import type { CancelOutcome, PlaceOutcome } from '../brokerage/brokerage.ts';
import type { OrderReport } from '../brokerage/brokerage-event.ts';
import {
  acknowledge,
  compareTerms,
  endIfComplete,
  learnIdentity,
  noteFinished,
  noteMissing,
  provesNeverAccepted,
} from './evidence.ts';
import { applyTotals, applyTrade } from './fill-evidence.ts';
import type { OrderReason } from './order.ts';
import { OrderDraft } from './order-draft.ts';
import type { EvidenceRules, OrderFacts } from './order-facts.ts';
import type { AbsentInput, FillInput, OrderInput, ReportInput } from './order-input.ts';
import type { OrderTransition } from './order-transition.ts';
import { settle } from './settle-order.ts';

/**
 * The one state machine of orders: what an input makes of an order, by the rules of evidence, without changing anything.
 *
 * No timer, retry or local error moves an order to a terminal state: only the brokerage's own word does, or proof that the request
 * was never accepted, or a person. Terminal orders never reopen; money that arrives for them is applied and marks them inconsistent.
 *
 * @param order - The order as it is.
 * @param input - What happened.
 * @param rules - What this brokerage's evidence is worth.
 */
export function advanceOrder(order: OrderFacts, input: OrderInput, rules: EvidenceRules): OrderTransition {
  const draft = new OrderDraft(order);
  switch (input.input) {
    case 'approve':
      if (draft.to === 'requested') draft.to = 'submitted';
      break;
    case 'deny':
      if (draft.to === 'requested') {
        draft.end('denied');
        draft.reason = input.reason;
      }
      break;
    case 'place-outcome':
      applyPlaceOutcome(draft, input.outcome);
      break;
    case 'report':
      applyReport(draft, input, rules);
      break;
    case 'fill':
      applyFill(draft, input, rules);
      break;
    case 'absent':
      applyAbsence(draft, input, rules);
      break;
    case 'look-up-failed':
      break;
    case 'request-cancel':
      if (draft.isLive) draft.cancelRequested = true;
      break;
    case 'cancel-outcome':
      applyCancelOutcome(draft, input.outcome);
      break;
    case 'settle':
      settle(draft, input);
      break;
    default:
      input satisfies never;
  }
  noteMissing(draft, rules);
  draft.changed = draft.differs();
  return draft;
}

function applyPlaceOutcome(draft: OrderDraft, outcome: PlaceOutcome): void {
  switch (outcome.outcome) {
    case 'accepted':
      if (learnIdentity(draft, outcome.brokerageOrderId)) acknowledge(draft);
      return;
    case 'rejected':
      refuse(draft, { code: 'brokerage-rejected', message: `${outcome.code}: ${outcome.message}` }, true);
      return;
    case 'not-sent':
      refuse(draft, { code: 'never-sent', message: `${outcome.code}: ${outcome.message}` }, false);
      return;
    case 'unknown':
      loseSight(draft, outcome);
      return;
    default:
      outcome satisfies never;
  }
}

/** E2a and E2b: the brokerage's definitive no, or proof that nothing was sent. */
function refuse(draft: OrderDraft, reason: OrderReason, reached: boolean): void {
  switch (draft.to) {
    case 'requested':
    case 'submitted':
    case 'unknown':
      if (draft.to === 'requested' && reached) contradictUnsent(draft);
      draft.end('rejected');
      draft.reason = reason;
      return;
    case 'denied':
      if (reached) contradictUnsent(draft);
      return;
    default:
      // An order that ended without a fill was not taken by either account of it.
      if (!draft.acknowledged || (reached && !draft.isLive && draft.filled.isZero())) return;
      draft.doubted ||= draft.isLive;
      draft.contradict(
        'outcome-conflict',
        `the place call says ${reason.code}, the brokerage has shown it ${draft.to}; check it there`,
      );
  }
}

/** E3: the outcome cannot be known yet. It says nothing about an order that the brokerage has shown, or that has ended. */
function loseSight(draft: OrderDraft, outcome: Extract<PlaceOutcome, { outcome: 'unknown' }>): void {
  if (draft.to === 'denied') {
    draft.doubted = true;
    contradictUnsent(draft);
    return;
  }
  if (!draft.isLive || draft.to === 'open') return;
  if (draft.to === 'requested') contradictUnsent(draft);
  if (draft.to !== 'unknown') draft.reason = { code: outcome.code, message: outcome.message };
  draft.to = 'unknown';
  if (outcome.resolveByMs === undefined) return;
  draft.resolveByMs = Math.max(outcome.resolveByMs, draft.resolveByMs ?? outcome.resolveByMs);
}

function contradictUnsent(draft: OrderDraft): void {
  draft.contradict(
    'unexpected-evidence',
    `the outcome of a place call came although it was ${draft.to}; check the order there`,
  );
}

function applyReport(draft: OrderDraft, { report, source }: ReportInput, rules: EvidenceRules): void {
  if (!learnIdentity(draft, report.brokerageOrderId)) return;
  if (source !== 'stream') draft.doubted = false;
  if (!draft.acknowledged) {
    compareTerms(draft, report.terms);
    if (draft.to === 'rejected' && confirmsRejection(report)) draft.acknowledged = true;
    else acknowledge(draft);
  }
  if (report.status === 'open') draft.trading = true;
  const totals = report.cumulative;
  if (totals !== undefined) {
    if (totals.base.greaterThan(draft.reportedBase)) draft.reportedBase = totals.base;
    if (rules.fills !== 'trade-id') applyTotals(draft, totals, report.brokerageTimeMs);
  }
  if (report.status === 'finished') {
    if (draft.isLive) noteFinished(draft, report, rules);
  } else if (draft.settled && !draft.isLive && !draft.inconsistent) {
    draft.contradict(
      'outcome-conflict',
      `it was settled as ${draft.to}, the brokerage shows it ${report.status}; cancel it there`,
    );
  }
  endIfComplete(draft);
}

function confirmsRejection(report: OrderReport): boolean {
  return report.finishedBy === 'rejected' && (report.cumulative === undefined || report.cumulative.base.isZero());
}

function applyFill(draft: OrderDraft, { fill }: FillInput, rules: EvidenceRules): void {
  if (!learnIdentity(draft, fill.brokerageOrderId)) return;
  if (draft.order.hasTrade(fill.tradeId)) return;
  if (fill.side !== draft.order.side) {
    draft.contradict(
      'terms-conflict',
      `trade ${fill.tradeId} is a ${fill.side} under this id; it was not applied, check the order there`,
    );
    return;
  }
  if (!fill.quantity.isPositive() || fill.quoteQuantity.isNegative()) {
    draft.contradict(
      'unusable-fill',
      `trade ${fill.tradeId} is ${fill.quantity.toString()} base for ${fill.quoteQuantity.toString()} quote; it was not applied, check the order there`,
    );
    return;
  }
  acknowledge(draft);
  applyTrade(draft, fill, rules.fills !== 'trade-id');
  endIfComplete(draft);
}

function applyAbsence(draft: OrderDraft, absence: AbsentInput, rules: EvidenceRules): void {
  if (draft.to === 'unknown' && provesNeverAccepted(absence, draft.resolveByMs, rules.requestExpiry)) {
    draft.end('rejected');
    draft.reason = { code: 'never-accepted', message: 'the brokerage does not know it after its request had expired' };
    return;
  }
  if (draft.to === 'open') {
    draft.warn(
      'absent-while-open',
      'a look-up does not show it although it is open; it is looked up again, settle it if it stays so',
    );
  }
  if (!draft.isLive) draft.doubted = false;
}

/** E6: no outcome of a cancel says what became of the order; where the brokerage did not take the cancel, it has to be asked. */
function applyCancelOutcome(draft: OrderDraft, { outcome }: CancelOutcome): void {
  draft.cancelInFlight = false;
  if (!draft.isLive || draft.to === 'requested') return;
  if (outcome === 'rejected' || outcome === 'unknown') draft.doubted = true;
}
