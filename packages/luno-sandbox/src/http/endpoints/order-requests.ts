import { Decimal, type OrderRequest, type Side, type StopTrigger, type TimeInForce } from '@trader/core';
import type { SandboxMarket } from '../../exchange/sandbox-market.ts';
import { LunoRefusal } from '../../wire/luno-refusal.ts';
import type { EndpointCall } from '../route.ts';
import type { EndpointParts } from './endpoint-parts.ts';

/** What `postorder` asks for: a limit order, or a stop-limit order when it names a stop price. */
export function limitOrderRequest(parts: EndpointParts, call: EndpointCall, market: SandboxMarket): OrderRequest {
  const { params } = call;
  const side = sideOf(params.requiredText('type', 'ErrInvalidOrderSide'), 'BID', 'ASK');
  const quantity = params.decimal('volume', 'ErrInvalidVolume');
  const price = params.decimal('price', 'ErrInvalidPrice');
  if (quantity === undefined) throw new LunoRefusal('ErrInvalidVolume', 'volume is missing or zero');
  if (price === undefined) throw new LunoRefusal('ErrInvalidPrice', 'price is missing or zero');
  const terms = { symbol: market.row.marketId, side, quantity, price };
  const stopPrice = params.decimal('stop_price', 'ErrInvalidStopPrice');
  const timeInForce = timeInForceOf(params.text('time_in_force'));
  const postOnly = params.flag('post_only');
  if (postOnly && timeInForce !== 'GTC') throw new LunoRefusal('ErrPostOnlyNotAllowed');
  if (stopPrice === undefined) return { ...terms, type: 'limit', timeInForce, postOnly };
  if (postOnly || timeInForce !== 'GTC') {
    throw new LunoRefusal('ErrInvalidArguments', 'a stop order is neither post-only nor IOC nor FOK');
  }
  checkStopPrice(stopPrice, market);
  return { ...terms, type: 'stop-limit', stopPrice, trigger: triggerOf(parts, call, market, stopPrice) };
}

/** What `marketorder` asks for: a buy spends `counter_volume`, a sell sells `base_volume`. */
export function marketOrderRequest(call: EndpointCall, market: SandboxMarket): OrderRequest {
  const { params } = call;
  const side = sideOf(params.requiredText('type', 'ErrInvalidOrderSide'), 'BUY', 'SELL');
  const symbol = market.row.marketId;
  if (side === 'buy') {
    const quoteQuantity = params.decimal('counter_volume', 'ErrInvalidCounterVolume');
    if (quoteQuantity === undefined) throw new LunoRefusal('ErrInvalidCounterVolume');
    return { symbol, side, type: 'market', quoteQuantity };
  }
  const quantity = params.decimal('base_volume', 'ErrInvalidBaseVolume');
  if (quantity === undefined) throw new LunoRefusal('ErrInvalidBaseVolume');
  return { symbol, side, type: 'market', quantity };
}

function sideOf(text: string, buy: string, sell: string): Side {
  if (text === buy) return 'buy';
  if (text === sell) return 'sell';
  throw new LunoRefusal('ErrInvalidOrderSide', `type was "${text}", not ${buy} or ${sell}`);
}

function timeInForceOf(text: string | undefined): TimeInForce {
  if (text === undefined) return 'GTC';
  if (text === 'GTC' || text === 'IOC' || text === 'FOK') return text;
  throw new LunoRefusal('ErrInvalidArguments', `time_in_force was "${text}", not GTC, IOC or FOK`);
}

function checkStopPrice(stopPrice: Decimal, { row }: SandboxMarket): void {
  if (stopPrice.decimalPlaces() > row.priceScale) throw new LunoRefusal('ErrInvalidStopPrice', 'too many decimals');
  if (stopPrice.lessThan(Decimal.from(row.minPrice))) throw new LunoRefusal('ErrStopPriceTooLow');
  if (stopPrice.greaterThan(Decimal.from(row.maxPrice))) throw new LunoRefusal('ErrStopPriceTooHigh');
}

function triggerOf(
  { exchange }: EndpointParts,
  { params }: EndpointCall,
  market: SandboxMarket,
  stopPrice: Decimal,
): StopTrigger {
  const direction = params.requiredText('stop_direction', 'ErrInvalidStopDirection');
  if (direction === 'ABOVE') return 'above';
  if (direction === 'BELOW') return 'below';
  if (direction !== 'RELATIVE_LAST_TRADE') throw new LunoRefusal('ErrInvalidStopDirection', `it was "${direction}"`);
  const last = exchange.simulated.ticker(market.row.marketId)?.last;
  if (last === undefined) throw new LunoRefusal('ErrNoTradesToInferStopDirection');
  return last.lessThan(stopPrice) ? 'above' : 'below';
}
