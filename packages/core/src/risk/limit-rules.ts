import { Decimal, type DecimalInput } from '../money/decimal.ts';
import { createPriceBandRule } from './price-band-rule.ts';
import type { RiskLimits } from './risk-limits.ts';
import type { RiskDenial, RiskRule, RiskSubject } from './risk-rule.ts';

/** Whether limits bind one strategy or all strategies together. */
export type RiskScope = 'strategy' | 'system';

/** Live orders allowed at once when nothing is configured, by scope. */
const openOrdersMaxDefault: Readonly<Record<RiskScope, number>> = { strategy: 50, system: 200 };

/** Age in milliseconds at which pulled market data is stale when nothing is configured. */
export const staleAfterMsDefault = 10_000;

/** The rules that configured limits stand for; absent limits give no rule, except where a default always binds. */
export function createLimitRules(limits: RiskLimits, scope: RiskScope): readonly RiskRule[] {
  const rules = [createOpenOrdersRule(limits.openOrdersMax ?? openOrdersMaxDefault[scope], scope)];
  if (limits.orderNotionalMax !== undefined) rules.push(createOrderNotionalRule(limits.orderNotionalMax, scope));
  if (limits.positionMax !== undefined) rules.push(createPositionRule(limits.positionMax, scope));
  if (limits.priceDeviationMax !== undefined) rules.push(createPriceBandRule(limits.priceDeviationMax, scope));
  return rules;
}

/** Denies orders that exchange more than the largest notional of their quote asset, and those that cannot be valued. */
export function createOrderNotionalRule(
  orderNotionalMax: Readonly<Record<string, DecimalInput>>,
  scope: RiskScope,
): RiskRule {
  const limits = toDecimals(orderNotionalMax);
  const review = ({ instrument, worstNotional: notional, order }: RiskSubject): RiskDenial | undefined => {
    const limit = limits.get(instrument.quote);
    if (limit === undefined) return undefined;
    if (notional === undefined) return cannotValue(order.symbol, `orderNotionalMax of the ${scope}`);
    if (notional.lessThanOrEqual(limit)) return undefined;
    return {
      code: 'order-notional',
      message: `the order is worth ${notional.toString()} ${instrument.quote}; orderNotionalMax of the ${scope} is ${limit.toString()}`,
      limit,
      value: notional,
    };
  };
  return { name: `${scope}-order-notional`, limit: limitText(limits), review };
}

/** Denies orders after which the position could pass its limit, with everything live or unknown counted as filled. */
export function createPositionRule(positionMax: Readonly<Record<string, DecimalInput>>, scope: RiskScope): RiskRule {
  const limits = toDecimals(positionMax);
  const review = (subject: RiskSubject): RiskDenial | undefined => {
    const limit = limits.get(subject.instrument.base);
    if (limit === undefined) return undefined;
    if (subject.order.quantity === undefined && subject.referencePrice === undefined) {
      return cannotValue(subject.order.symbol, `positionMax of the ${scope}`);
    }
    const worst = scope === 'strategy' ? subject.worstPosition : subject.worstPositionAll;
    // An order that brings the position closer to zero is never the one to refuse.
    const grows = subject.order.side === 'buy' ? worst.isPositive() : worst.isNegative();
    if (!grows || worst.abs().lessThanOrEqual(limit)) return undefined;
    return {
      code: 'position',
      message: `with all live orders filled the position would be ${worst.toString()} ${subject.instrument.base}; positionMax of the ${scope} is ${limit.toString()}`,
      limit,
      value: worst,
    };
  };
  return { name: `${scope}-position`, limit: limitText(limits), review };
}

/** Denies orders beyond the number that may be live at once, unknown ones included. */
export function createOpenOrdersRule(openOrdersMax: number, scope: RiskScope): RiskRule {
  const review = (subject: RiskSubject): RiskDenial | undefined => {
    const live = scope === 'strategy' ? subject.openOrders : subject.openOrdersAll;
    if (live < openOrdersMax) return undefined;
    return {
      code: 'open-orders',
      message: `${live} orders of the ${scope} are live; openOrdersMax is ${openOrdersMax}: cancel some or raise the limit`,
      limit: openOrdersMax,
      value: live + 1,
    };
  };
  return { name: `${scope}-open-orders`, limit: String(openOrdersMax), review };
}

function toDecimals(amounts: Readonly<Record<string, DecimalInput>>): ReadonlyMap<string, Decimal> {
  return new Map(Object.entries(amounts).map(([asset, amount]) => [asset, Decimal.from(amount)]));
}

function limitText(limits: ReadonlyMap<string, Decimal>): string {
  return [...limits].map(([asset, amount]) => `${amount.toString()} ${asset}`).join(', ');
}

function cannotValue(symbol: string, limit: string): RiskDenial {
  return {
    code: 'no-reference-price',
    message: `the order on ${symbol} cannot be valued because no price is known yet, and ${limit} needs its value; wait for the first tick`,
  };
}
