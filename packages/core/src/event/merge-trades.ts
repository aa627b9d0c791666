import type { Trade } from '../market/market-event.ts';

/** Two waiting trades of one instrument as one: quantities add up, the range of prices is kept, nothing else is invented. */
export function mergeTrades(earlier: Trade, later: Trade): Trade {
  return {
    type: 'trade',
    instrumentId: later.instrumentId,
    symbol: later.symbol,
    price: later.price,
    quantity: earlier.quantity + later.quantity,
    takerSide: earlier.takerSide === later.takerSide ? later.takerSide : undefined,
    tradeId: later.tradeId,
    count: earlier.count + later.count,
    firstPrice: earlier.firstPrice,
    highPrice: Math.max(earlier.highPrice, later.highPrice),
    lowPrice: Math.min(earlier.lowPrice, later.lowPrice),
    timeMs: later.timeMs,
  };
}
