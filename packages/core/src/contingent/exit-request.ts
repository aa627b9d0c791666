import type { Capabilities } from '../brokerage/capabilities.ts';
import { closingRequest } from '../engine/closing-request.ts';
import type { InstrumentMarket } from '../market/instrument-market.ts';
import type { Decimal } from '../money/decimal.ts';
import type { OrderRequest } from '../order/order-request.ts';
import type { ContingentOrderTerms } from './contingent-order.ts';

/** Tags that exits carry when their contingent order has none. */
const defaultTag = { 'take-profit': 'take-profit', stop: 'stop' } as const;

/**
 * The order request of an exit: a limit order for a take-profit and for a stop with a limit price; otherwise what trades at once (a
 * market order, or where that cannot be sized in base an immediate limit order beyond the best price).
 */
export function exitRequest(
  terms: ContingentOrderTerms,
  leg: 'take-profit' | 'stop',
  quantity: Decimal,
  market: InstrumentMarket,
  capabilities: Capabilities,
): OrderRequest | undefined {
  const { symbol, side } = terms;
  const tag = terms.tag ?? defaultTag[leg];
  const price = leg === 'take-profit' ? terms.takeProfitPrice : terms.stop?.limitPrice;
  if (price !== undefined) return { symbol, side, type: 'limit', quantity, price, tag };
  const request = closingRequest(side === 'sell' ? quantity : quantity.negated(), market, capabilities);
  return request === undefined ? undefined : { ...request, tag };
}
