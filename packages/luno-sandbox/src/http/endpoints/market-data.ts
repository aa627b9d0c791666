import { candleDurations } from '../../exchange/candle-book.ts';
import type { ViewLevel } from '../../exchange/market-view.ts';
import type { Json, JsonRecord } from '../../wire/json-text.ts';
import { LunoRefusal } from '../../wire/luno-refusal.ts';
import type { EndpointCall, Route } from '../route.ts';
import { type EndpointParts, listOf, marketOf } from './endpoint-parts.ts';

const dayMs = 86_400_000;
const topLevels = 100;
const publicTradesMax = 100;
const candlesMax = 1_000;

/** The endpoints that show one market: books, trades and candles. */
export function marketDataRoutes(parts: EndpointParts): readonly Route[] {
  return [
    {
      name: 'orderbook',
      method: 'GET',
      path: '/api/1/orderbook',
      access: 'public',
      answer(call) {
        const { view } = marketOf(parts, call);
        return book(parts, call, view.orders(), view.ticker()?.changedTimeMs);
      },
    },
    {
      name: 'orderbook_top',
      method: 'GET',
      path: '/api/1/orderbook_top',
      access: 'public',
      answer(call) {
        const { view } = marketOf(parts, call);
        return book(parts, call, view.levels(topLevels), view.ticker()?.changedTimeMs);
      },
    },
    {
      name: 'trades',
      method: 'GET',
      path: '/api/1/trades',
      access: 'public',
      answer: call => ({ trades: listOf(parts, publicTrades(parts, call)) }),
    },
    {
      name: 'candles',
      method: 'GET',
      path: '/api/exchange/1/candles',
      access: 0,
      answer: call => candles(parts, call),
    },
  ];
}

function book(
  parts: EndpointParts,
  call: EndpointCall,
  sides: { readonly asks: readonly ViewLevel[]; readonly bids: readonly ViewLevel[] },
  changedMs: number | undefined,
): Json {
  const rows = (levels: readonly ViewLevel[]) =>
    levels.map(({ price, quantity }) => ({
      price: parts.format(price, 'order-book'),
      volume: parts.format(quantity, 'order-book'),
    }));
  return {
    timestamp: changedMs ?? call.timeMs,
    asks: listOf(parts, rows(sides.asks)),
    bids: listOf(parts, rows(sides.bids)),
  };
}

/** The newest trades after `since`, which is at most a day ago. */
function publicTrades(parts: EndpointParts, call: EndpointCall): readonly JsonRecord[] {
  const { view } = marketOf(parts, call);
  const since = call.params.integer('since') ?? call.timeMs - dayMs;
  if (since < call.timeMs - dayMs) throw new LunoRefusal('ErrInvalidArguments', 'since is more than 24 hours ago');
  return view.trades(since + 1, publicTradesMax).map(trade => ({
    sequence: trade.sequence,
    timestamp: trade.timeMs,
    price: parts.format(trade.price),
    volume: parts.format(trade.base),
    is_buy: trade.takerSide === 'buy',
  }));
}

/** The earliest candles from `since` on. */
function candles(parts: EndpointParts, call: EndpointCall): Json {
  const { format } = parts;
  const market = marketOf(parts, call);
  const since = call.params.integer('since');
  const duration = call.params.integer('duration') ?? 0;
  if (since === undefined) throw new LunoRefusal('ErrInvalidArguments', 'since is missing');
  if (!candleDurations.includes(duration)) {
    throw new LunoRefusal('ErrInvalidArguments', `duration is not one of ${candleDurations.join(', ')}`);
  }
  const rows = market.candles.candles(duration, since, call.timeMs, candlesMax).map(candle => ({
    timestamp: candle.startMs,
    open: format(candle.open),
    close: format(candle.close),
    high: format(candle.high),
    low: format(candle.low),
    volume: format(candle.volume),
  }));
  return { candles: listOf(parts, rows), duration, pair: market.row.marketId };
}
