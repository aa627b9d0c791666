import type { Capabilities } from '../brokerage/capabilities.ts';
import type { GridViolation, Instrument } from '../instrument/instrument.ts';
import type { Decimal } from '../money/decimal.ts';
import type { OrderReason } from '../order/order.ts';
import type { Side } from '../order/order-request.ts';
import type { ContingentOrderTerms } from './contingent-order.ts';

/** What a contingent order is reviewed with. */
export interface ContingentReview {
  /** The rules of its instrument. */
  readonly instrument: Instrument;
  /** What the brokerage can do. */
  readonly capabilities: Capabilities;
  /** Limit price of its entry; `undefined` without one. */
  readonly entryPrice: Decimal | undefined;
}

/**
 * Why a contingent order is not taken at all. Its orders pass risk one by one when they are placed; but an exit that could never be
 * placed has to be refused now, while nothing is at risk.
 */
export function reviewContingentOrder(terms: ContingentOrderTerms, review: ContingentReview): OrderReason | undefined {
  return (
    reviewAbility(terms, review.capabilities) ?? reviewGrid(terms, review.instrument) ?? reviewPrices(terms, review)
  );
}

/** Whether a quantity in base can be traded at once: as a market order, or as an immediate limit order beyond the best price. */
function reviewAbility(
  { side, stop, takeProfitPrice }: ContingentOrderTerms,
  capabilities: Capabilities,
): OrderReason | undefined {
  const { orderTypes, timesInForce } = capabilities;
  const sizing = side === 'sell' ? capabilities.marketSellSizing : capabilities.marketBuySizing;
  const takesMarket = orderTypes.includes('market') && sizing !== 'quote';
  const takesLimit = orderTypes.includes('limit');
  if (takeProfitPrice !== undefined && !takesLimit) return unsupported('limit orders, which a take-profit needs');
  if (stop === undefined) return undefined;
  if (stop.limitPrice !== undefined) return takesLimit ? undefined : unsupported('limit orders, which this stop needs');
  if (takesMarket || (takesLimit && timesInForce.includes('IOC'))) return undefined;
  return unsupported(
    `market ${side}s sized in base or IOC limit orders, one of which a stop needs; give it a limitPrice`,
  );
}

function unsupported(what: string): OrderReason {
  return { code: 'unsupported', message: `this brokerage does not take ${what}` };
}

function reviewGrid(
  { quantity, stop, takeProfitPrice }: ContingentOrderTerms,
  instrument: Instrument,
): OrderReason | undefined {
  const prices = { 'take-profit': takeProfitPrice, stop: stop?.stopPrice, 'stop limit': stop?.limitPrice };
  for (const [name, price] of Object.entries(prices)) {
    const violation = price === undefined ? undefined : instrument.checkPrice(price);
    if (violation !== undefined) return fromViolation(name, violation);
  }
  const violation = quantity === undefined ? undefined : instrument.checkQuantity(quantity);
  return violation === undefined ? undefined : fromViolation('exit', violation);
}

function fromViolation(name: string, { code, message }: GridViolation): OrderReason {
  return { code, message: `${name}: ${message}` };
}

/** Prices have to lie in the order in which they make sense: for exits that sell, stop below entry below take-profit. */
function reviewPrices(terms: ContingentOrderTerms, { entryPrice }: ContingentReview): OrderReason | undefined {
  const { side, stop, takeProfitPrice } = terms;
  const named: readonly (readonly [string, Decimal | undefined])[] = [
    ['stop limit', stop?.limitPrice],
    ['stop', stop?.stopPrice],
    ['entry', entryPrice],
    ['take-profit', takeProfitPrice],
  ];
  const given = named.flatMap(([name, price]) => (price === undefined ? [] : [{ name, price }]));
  for (const [index, { name, price }] of given.entries()) {
    const next = given[index + 1];
    if (next === undefined || isInOrder(side, price, next.price, name === 'stop limit')) continue;
    const below = side === 'sell' ? 'below' : 'above';
    const message = `the ${name} at ${price.toString()} is not ${below} the ${next.name} at ${next.price.toString()}; exits that ${side} need it there`;
    return { code: 'contingent-prices', message };
  }
  return undefined;
}

function isInOrder(side: Side, price: Decimal, next: Decimal, mayBeEqual: boolean): boolean {
  const order = side === 'sell' ? price.compare(next) : next.compare(price);
  return order < 0 || (mayBeEqual && order === 0);
}
