import type { OrderReviewedRecord, RiskFacts } from '../journal/trader-record.ts';
import type { ManagedOrder } from '../order/managed-order.ts';
import type { RiskDenial, RiskRule, RiskSubject } from '../risk/risk-rule.ts';

/** The rules that the orders of one strategy pass. */
export interface StrategyRules {
  /** The rules, in order. */
  readonly rules: readonly RiskRule[];
  /** Those that also bind orders which close a position on a person's word: without limits on size and number. */
  readonly closing: readonly RiskRule[];
  /** The same as the journal has them: the limit as text by name. One object for all orders. */
  readonly limits: Readonly<Record<string, string>>;
}

/** The rules of a strategy, with their limits as the journal has them. */
export function strategyRules(rules: readonly RiskRule[], closing: readonly RiskRule[]): StrategyRules {
  return { rules, closing, limits: Object.fromEntries(rules.map(({ name, limit = '' }) => [name, limit])) };
}

/** The rules of a strategy that is not there. */
export const noRules: StrategyRules = { rules: [], closing: [], limits: {} };

/** What risk looked at when it approved. */
export function riskFacts(subject: RiskSubject, { limits }: StrategyRules): RiskFacts {
  return {
    rules: limits,
    notional: subject.worstNotional,
    needed: subject.consumedAmount,
    available: subject.available,
    worstPosition: subject.worstPosition,
    worstPositionAll: subject.worstPositionAll,
    openOrders: subject.openOrders + 1,
    openOrdersAll: subject.openOrdersAll + 1,
    marketDataAgeMs: subject.marketDataAgeMs,
  };
}

/** What risk found when it denied. */
export function orderReviewed(
  { clientOrderId }: ManagedOrder,
  rule: string,
  { code, limit, value }: RiskDenial,
): OrderReviewedRecord {
  return { type: 'order-reviewed', clientOrderId, rule, code, limit, value };
}
