import type { Capabilities } from '../brokerage/capabilities.ts';
import type { GridViolation, Instrument } from '../instrument/instrument.ts';
import type { Order } from '../order/order.ts';
import type { RiskDenial, RiskRule, RiskSubject } from './risk-rule.ts';

/** Denies what the instrument's grid, bounds or status, or the brokerage's abilities, do not allow. */
export function createInstrumentRule(capabilities: Capabilities): RiskRule {
  return {
    name: 'instrument',
    review: subject =>
      reviewStatus(subject) ??
      reviewAbility(subject.order, capabilities) ??
      reviewGrid(subject.order, subject.instrument) ??
      reviewNotional(subject),
  };
}

function reviewStatus({ order, instrument }: RiskSubject): RiskDenial | undefined {
  if (instrument.status === 'active') return undefined;
  if (instrument.status === 'post-only' && order.postOnly) return undefined;
  const hint = instrument.status === 'post-only' ? 'only post-only limit orders are taken' : 'no orders are taken';
  return { code: 'instrument-status', message: `${instrument.symbol} is ${instrument.status}: ${hint}` };
}

function reviewAbility(order: Order, capabilities: Capabilities): RiskDenial | undefined {
  if (!capabilities.orderTypes.includes(order.type)) {
    return unsupported(`order type ${order.type}`, capabilities.orderTypes.join(', '));
  }
  if (order.type === 'limit' && !capabilities.timesInForce.includes(order.timeInForce)) {
    return unsupported(`time in force ${order.timeInForce}`, capabilities.timesInForce.join(', '));
  }
  if (order.postOnly && capabilities.postOnly === 'unsupported') return unsupported('post-only', 'plain limit orders');
  if (order.postOnly && order.timeInForce !== 'GTC') {
    return { code: 'post-only-must-rest', message: `a post-only order cannot be ${order.timeInForce}; use GTC` };
  }
  return order.type === 'market' ? reviewMarketSizing(order, capabilities) : undefined;
}

function reviewMarketSizing(order: Order, capabilities: Capabilities): RiskDenial | undefined {
  const sizing = order.side === 'buy' ? capabilities.marketBuySizing : capabilities.marketSellSizing;
  const given = order.quantity === undefined ? 'quote' : 'base';
  if (sizing === 'either' || sizing === given) return undefined;
  const hint =
    sizing === 'quote'
      ? 'give quoteQuantity (the amount to spend), or use an IOC limit order for an exact base quantity'
      : 'give quantity in base';
  return { code: 'market-sizing', message: `market ${order.side}s are sized in ${sizing} at this brokerage; ${hint}` };
}

function unsupported(what: string, offered: string): RiskDenial {
  return { code: 'unsupported', message: `this brokerage does not take ${what}; it offers ${offered}` };
}

function reviewGrid(order: Order, instrument: Instrument): RiskDenial | undefined {
  if (order.price !== undefined) {
    const violation = instrument.checkPrice(order.price);
    if (violation !== undefined) return fromViolation(violation);
  }
  if (order.stopPrice !== undefined) {
    const violation = instrument.checkPrice(order.stopPrice);
    if (violation !== undefined) return { ...fromViolation(violation), message: `stop ${violation.message}` };
  }
  if (order.quantity !== undefined) {
    const violation = instrument.checkQuantity(order.quantity);
    if (violation !== undefined) return fromViolation(violation);
  }
  if (order.quoteQuantity !== undefined) {
    const violation = instrument.checkQuoteQuantity(order.quoteQuantity);
    if (violation !== undefined) return fromViolation(violation);
  }
  return undefined;
}

function reviewNotional({ instrument, notional }: RiskSubject): RiskDenial | undefined {
  if (notional === undefined) return undefined;
  const violation = instrument.checkNotional(notional);
  return violation === undefined ? undefined : fromViolation(violation);
}

function fromViolation(violation: GridViolation): RiskDenial {
  return { code: violation.code, message: violation.message, limit: violation.limit, value: violation.value };
}
