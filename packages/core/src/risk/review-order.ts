import type { OrderTerms } from '../order/order.ts';
import type { ApprovedOrder } from './approved-order.ts';
import type { RiskDenial, RiskRule, RiskSubject } from './risk-rule.ts';

/** What a review decided: the proof that the order may leave, or why it may not. */
export type RiskDecision =
  | { readonly approved: true; readonly order: ApprovedOrder }
  | { readonly approved: false; readonly rule: string; readonly denial: RiskDenial };

/** Shows an order to every rule; the first denial decides. This is the only place that makes an {@link ApprovedOrder}. */
export function reviewOrder(terms: OrderTerms, subject: RiskSubject, rules: readonly RiskRule[]): RiskDecision {
  for (const rule of rules) {
    const denial = reviewBy(rule, subject);
    if (denial !== undefined) return { approved: false, rule: rule.name, denial };
  }
  return { approved: true, order: { terms, instrument: subject.instrument } as unknown as ApprovedOrder };
}

function reviewBy(rule: RiskRule, subject: RiskSubject): RiskDenial | undefined {
  try {
    const denial: unknown = rule.review(subject);
    if (denial === undefined || isDenial(denial)) return denial;
    return failed(rule, `gave ${denial as string} instead of undefined or a denial with code and message`);
  } catch (error) {
    return failed(rule, `threw: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isDenial(value: unknown): value is RiskDenial {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}

function failed({ name }: RiskRule, how: string): RiskDenial {
  return {
    code: 'rule-failed',
    message: `risk rule "${name}" ${how}; mend the rule, orders are denied until then`,
  };
}
