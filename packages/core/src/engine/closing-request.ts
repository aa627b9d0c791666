import type { Capabilities } from '../brokerage/capabilities.ts';
import type { InstrumentMarket } from '../market/instrument-market.ts';
import { Decimal } from '../money/decimal.ts';
import type { OrderRequest } from '../order/order-request.ts';

/** How far beyond the best price a limit order goes when it stands in for a market order: 5 %. */
const priceAllowance = Decimal.from('0.05');

/**
 * The request that brings a position to zero: a market order where the brokerage sizes it in base, otherwise an immediate
 * limit order beyond the best price. `undefined` when there is nothing to close, or less than the smallest order (dust).
 */
export function closingRequest(
  position: Decimal,
  market: InstrumentMarket,
  capabilities: Capabilities,
): OrderRequest | undefined {
  const { instrument } = market;
  const quantity = instrument.roundQuantity(position.abs(), 'down');
  if (quantity.isZero() || instrument.checkQuantity(quantity) !== undefined) return undefined;
  const side = position.isPositive() ? 'sell' : 'buy';
  const { symbol } = instrument;
  const sizing = side === 'sell' ? capabilities.marketSellSizing : capabilities.marketBuySizing;
  const best = market.best(side === 'sell' ? 'bid' : 'ask');
  // While nobody quotes a price, risk denies the market order for its sizing: that is told, unlike an order that was never made.
  const takesMarket = capabilities.orderTypes.includes('market') && sizing !== 'quote';
  if (takesMarket || best === undefined) return { symbol, side, type: 'market', quantity, tag: 'close' };
  const beyond = Decimal.one.plus(side === 'buy' ? priceAllowance : priceAllowance.negated());
  const price = instrument.roundPrice(Decimal.from(best).times(beyond), side === 'buy' ? 'up' : 'down');
  return { symbol, side, type: 'limit', quantity, price, timeInForce: 'IOC', tag: 'close' };
}
