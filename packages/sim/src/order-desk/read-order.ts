import {
  Decimal,
  type DecimalInput,
  type GridViolation,
  type Instrument,
  isTradingError,
  type OrderRequest,
  type OrderType,
  type Side,
  type StopTrigger,
  type TimeInForce,
} from '@trader/core';
import type { RejectionCode } from '../exchange/rejection-code.ts';

/** Why an order is not accepted. */
export interface Refusal {
  /** To branch on. */
  readonly refused: RejectionCode;
  /** For a person: names the field, the value and the remedy. */
  readonly message: string;
}

/** An order request with typed values that do not contradict each other and lie on the instrument's grid. */
export interface ReadOrder {
  /** Which way. */
  readonly side: Side;
  /** How it finds its price. */
  readonly type: OrderType;
  /** Base quantity. */
  readonly quantity: Decimal | undefined;
  /** Quote amount. */
  readonly quoteQuantity: Decimal | undefined;
  /** Limit price. */
  readonly price: Decimal | undefined;
  /** Stop price. */
  readonly stopPrice: Decimal | undefined;
  /** On which side of the stop price it wakes. */
  readonly trigger: StopTrigger | undefined;
  /** How long it lives. */
  readonly timeInForce: TimeInForce;
  /** Refuses to take liquidity. */
  readonly postOnly: boolean;
}

/** Reads an order request by the rules of its instrument. Never throws, whatever a client sent. */
export function readOrder(request: OrderRequest, instrument: Instrument): ReadOrder | Refusal {
  try {
    const order = readFields(request);
    return 'refused' in order ? order : (checkAgainst(instrument, order) ?? order);
  } catch (error) {
    if (isTradingError(error, 'decimal/invalid')) return refuse('malformed-order', error.message);
    throw error;
  }
}

function readFields(request: OrderRequest): ReadOrder | Refusal {
  const { side, type } = request;
  if (side !== 'buy' && side !== 'sell') return malformed('side', side, 'use buy or sell');
  const order = {
    side,
    type,
    quantity: decimal(request.quantity),
    quoteQuantity: undefined,
    price: undefined,
    stopPrice: undefined,
    trigger: undefined,
    timeInForce: 'GTC',
    postOnly: false,
  } satisfies ReadOrder;
  switch (type) {
    case 'market': {
      const quoteQuantity = decimal(request.quoteQuantity);
      if ((order.quantity === undefined) === (quoteQuantity === undefined))
        return refuse('malformed-order', 'a market order has exactly one of quantity and quoteQuantity');
      return { ...order, quoteQuantity, timeInForce: 'IOC' };
    }
    case 'limit': {
      const { timeInForce = 'GTC', postOnly = false } = request;
      if (!timesInForce.includes(timeInForce)) return malformed('timeInForce', timeInForce, 'use GTC, IOC or FOK');
      return needLimit({ ...order, price: decimal(request.price), timeInForce, postOnly });
    }
    case 'stop-limit': {
      const { trigger } = request;
      if (trigger !== 'above' && trigger !== 'below') return malformed('trigger', trigger, 'use above or below');
      const stopPrice = decimal(request.stopPrice);
      if (stopPrice === undefined) return malformed('stopPrice', stopPrice, 'a stop-limit order has one');
      return needLimit({ ...order, price: decimal(request.price), stopPrice, trigger });
    }
    default:
      return malformed('type', type satisfies never, 'use market, limit or stop-limit');
  }
}

const timesInForce: readonly TimeInForce[] = ['GTC', 'IOC', 'FOK'];

function needLimit(order: ReadOrder): ReadOrder | Refusal {
  if (order.price === undefined) return malformed('price', undefined, `a ${order.type} order has one`);
  if (order.quantity === undefined) return malformed('quantity', undefined, `a ${order.type} order has one`);
  return order;
}

/** What of an order breaks a rule of its instrument: grid, bounds, notional. */
export function checkAgainst(instrument: Instrument, order: ReadOrder): Refusal | undefined {
  const { price, stopPrice, quantity, quoteQuantity, postOnly, timeInForce } = order;
  if (postOnly && timeInForce !== 'GTC')
    return refuse('post-only-not-allowed', `a post-only order rests and cannot be ${timeInForce}; use GTC`);
  const violation =
    (price && instrument.checkPrice(price)) ??
    (quantity && instrument.checkQuantity(quantity)) ??
    (quoteQuantity && instrument.checkQuoteQuantity(quoteQuantity)) ??
    (price && quantity && instrument.checkNotional(price.times(quantity)));
  if (violation !== undefined) return fromViolation(violation);
  const stopViolation = stopPrice && instrument.checkPrice(stopPrice);
  return stopViolation && fromViolation(stopViolation, 'stop ');
}

function fromViolation({ code, message }: GridViolation, prefix = ''): Refusal {
  return refuse(code, prefix + message);
}

function decimal(input: DecimalInput | undefined): Decimal | undefined {
  return input === undefined ? undefined : Decimal.from(input);
}

function malformed(field: string, value: unknown, remedy: string): Refusal {
  return refuse('malformed-order', `${field} was ${String(value)}; ${remedy}`);
}

function refuse(refused: RejectionCode, message: string): Refusal {
  return { refused, message };
}
