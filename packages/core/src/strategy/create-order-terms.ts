import { TradingError } from '../errors/trading-error.ts';
import type { Instrument } from '../instrument/instrument.ts';
import { Decimal, type DecimalInput } from '../money/decimal.ts';
import type { ClientOrderId, OrderTerms, StrategyId } from '../order/order.ts';
import type { OrderRequest } from '../order/order-request.ts';

/** Longest tag, in characters. */
const tagLengthMax = 64;

/** What an order gets from the engine rather than from its request. */
export interface OrderIdentity {
  /** Our id. */
  readonly clientOrderId: ClientOrderId;
  /** Whose order. */
  readonly strategy: StrategyId;
  /** Where it trades. */
  readonly instrument: Instrument;
  /** Engine time, in milliseconds since the epoch. */
  readonly nowMs: number;
}

/**
 * The terms of an order, read from a request. Only the shape is checked here, so that JavaScript callers get a clear error
 * too; grid, bounds and money are risk's.
 *
 * @throws TradingError `order/invalid-request` or `decimal/invalid`, naming the field and the value.
 */
export function createOrderTerms(request: OrderRequest, identity: OrderIdentity): OrderTerms {
  checkShape(request);
  const { instrument } = identity;
  return {
    clientOrderId: identity.clientOrderId,
    strategy: identity.strategy,
    instrumentId: instrument.id,
    symbol: instrument.symbol,
    side: request.side,
    type: request.type,
    quantity: toDecimal('quantity', request.quantity),
    quoteQuantity: request.type === 'market' ? toDecimal('quoteQuantity', request.quoteQuantity) : undefined,
    price: request.type === 'market' ? undefined : toDecimal('price', request.price),
    stopPrice: request.type === 'stop-limit' ? toDecimal('stopPrice', request.stopPrice) : undefined,
    trigger: request.type === 'stop-limit' ? request.trigger : undefined,
    timeInForce: request.type === 'limit' ? (request.timeInForce ?? 'GTC') : request.type === 'market' ? 'IOC' : 'GTC',
    postOnly: request.type === 'limit' && request.postOnly === true,
    tag: request.tag,
    requestedTimeMs: identity.nowMs,
  };
}

function checkShape(request: OrderRequest): void {
  if (request.side !== 'buy' && request.side !== 'sell') throw invalid('side', request.side, 'must be "buy" or "sell"');
  if (request.tag !== undefined && request.tag.length > tagLengthMax) {
    throw invalid('tag', request.tag, `must have at most ${tagLengthMax} characters`);
  }
  switch (request.type) {
    case 'market':
      if ((request.quantity === undefined) === (request.quoteQuantity === undefined)) {
        throw invalid('quantity', request.quantity, 'exactly one of quantity and quoteQuantity must be given');
      }
      return;
    case 'limit':
      requireFields(request, ['quantity', 'price']);
      if (request.timeInForce !== undefined && !['GTC', 'IOC', 'FOK'].includes(request.timeInForce)) {
        throw invalid('timeInForce', request.timeInForce, 'must be "GTC", "IOC" or "FOK"');
      }
      return;
    case 'stop-limit':
      requireFields(request, ['quantity', 'price', 'stopPrice']);
      if (request.trigger !== 'above' && request.trigger !== 'below') {
        throw invalid('trigger', request.trigger, 'must be "above" or "below"');
      }
      return;
    default:
      throw invalid('type', (request as { type: unknown }).type, 'must be "market", "limit" or "stop-limit"');
  }
}

function requireFields<R extends object>(request: R, fields: readonly (keyof R & string)[]): void {
  for (const field of fields) {
    if (request[field] === undefined) throw invalid(field, undefined, 'must be given');
  }
}

/** A decimal of a request; `undefined` when it was not given. */
export function toDecimal(field: string, input: DecimalInput | undefined): Decimal | undefined {
  if (input === undefined) return undefined;
  try {
    return Decimal.from(input);
  } catch (error) {
    throw invalid(field, input, 'must be a decimal: a Decimal, a text such as "0.001", or a finite number', error);
  }
}

/** The error for a field of a request that cannot be used. */
export function invalid(
  field: string,
  value: unknown,
  reason: string,
  cause?: unknown,
): TradingError<'order/invalid-request'> {
  const text = String(value);
  return new TradingError(
    'order/invalid-request',
    `order request: ${field} was ${text}; ${reason}`,
    { field, value: text, reason },
    cause === undefined ? undefined : { cause },
  );
}
