import { Decimal } from '@trader/core';
import { candleDurations } from '../../exchange/candle-book.ts';
import { statusWords } from '../../exchange/market-status.ts';
import type { PublicTrade } from '../../exchange/market-view.ts';
import type { SandboxMarket } from '../../exchange/sandbox-market.ts';
import type { Json, JsonRecord } from '../../wire/json-text.ts';
import { LunoRefusal } from '../../wire/luno-refusal.ts';
import type { Route } from '../route.ts';
import { type EndpointParts, listOf, marketOf } from './endpoint-parts.ts';

const dayMs = 86_400_000;
const topLevels = 100;
const publicTradesMax = 100;
const candlesMax = 1_000;

/** The endpoints that everyone may call, and candles. */
export function marketDataRoutes(parts: EndpointParts): readonly Route[] {
  const { markets, format } = parts;

  const ticker = (market: SandboxMarket, timeMs: number): JsonRecord => {
    const quote = market.view.ticker();
    return {
      pair: market.row.marketId,
      timestamp: quote?.changedTimeMs ?? timeMs,
      bid: format(quote?.bid ?? Decimal.zero),
      ask: format(quote?.ask ?? Decimal.zero),
      last_trade: format(quote?.last ?? Decimal.zero),
      rolling_24_hour_volume: format(market.candles.volumeSince(timeMs - dayMs)),
      status: statusWords[market.status].ticker,
    };
  };
  /** The markets a call names, all when it names none; unknown names are left out. */
  const named = (pairs: readonly string[]): readonly SandboxMarket[] =>
    [...markets.values()].filter(market => pairs.length === 0 || pairs.includes(market.row.marketId));
  const level = (price: Decimal, volume: Decimal): Json => ({
    price: format(price, 'order-book'),
    volume: format(volume, 'order-book'),
  });

  return [
    {
      name: 'markets',
      method: 'GET',
      path: '/api/exchange/1/markets',
      access: 'public',
      answer: ({ params }) => ({
        markets: listOf(
          parts,
          named(params.list('pair')).map(market => marketRow(parts, market)),
        ),
      }),
    },
    {
      name: 'ticker',
      method: 'GET',
      path: '/api/1/ticker',
      access: 'public',
      answer: call => ticker(marketOf(parts, call), call.timeMs),
    },
    {
      name: 'tickers',
      method: 'GET',
      path: '/api/1/tickers',
      access: 'public',
      answer: ({ params, timeMs }) => ({
        tickers: listOf(
          parts,
          named(params.list('pair')).map(market => ticker(market, timeMs)),
        ),
      }),
    },
    {
      name: 'orderbook',
      method: 'GET',
      path: '/api/1/orderbook',
      access: 'public',
      answer(call) {
        const { view } = marketOf(parts, call);
        const { asks, bids } = view.orders();
        return {
          timestamp: view.ticker()?.changedTimeMs ?? call.timeMs,
          asks: listOf(
            parts,
            asks.map(order => level(order.price, order.quantity)),
          ),
          bids: listOf(
            parts,
            bids.map(order => level(order.price, order.quantity)),
          ),
        };
      },
    },
    {
      name: 'orderbook_top',
      method: 'GET',
      path: '/api/1/orderbook_top',
      access: 'public',
      answer(call) {
        const { view } = marketOf(parts, call);
        const { asks, bids } = view.levels(topLevels);
        return {
          timestamp: view.ticker()?.changedTimeMs ?? call.timeMs,
          asks: listOf(
            parts,
            asks.map(row => level(row.price, row.quantity)),
          ),
          bids: listOf(
            parts,
            bids.map(row => level(row.price, row.quantity)),
          ),
        };
      },
    },
    {
      name: 'trades',
      method: 'GET',
      path: '/api/1/trades',
      access: 'public',
      answer(call) {
        const { view } = marketOf(parts, call);
        const since = call.params.integer('since') ?? call.timeMs - dayMs;
        if (since < call.timeMs - dayMs)
          throw new LunoRefusal('ErrInvalidArguments', 'since is more than 24 hours ago');
        const trades = view.trades(since + 1, publicTradesMax);
        return {
          trades: listOf(
            parts,
            trades.map(trade => publicTrade(parts, trade)),
          ),
        };
      },
    },
    {
      name: 'candles',
      method: 'GET',
      path: '/api/exchange/1/candles',
      access: 0,
      answer(call) {
        const market = marketOf(parts, call);
        const since = call.params.integer('since');
        const duration = call.params.integer('duration') ?? 0;
        if (since === undefined) throw new LunoRefusal('ErrInvalidArguments', 'since is missing');
        if (!candleDurations.includes(duration)) {
          throw new LunoRefusal('ErrInvalidArguments', `duration is not one of ${candleDurations.join(', ')}`);
        }
        const candles = market.candles.candles(duration, since, call.timeMs, candlesMax).map(candle => ({
          timestamp: candle.startMs,
          open: format(candle.open),
          close: format(candle.close),
          high: format(candle.high),
          low: format(candle.low),
          volume: format(candle.volume),
        }));
        return { candles: listOf(parts, candles), duration, pair: market.row.marketId };
      },
    },
  ];
}

function marketRow({ format }: EndpointParts, { row, status }: SandboxMarket): JsonRecord {
  const bound = (value: typeof row.minVolume) => format(Decimal.from(value));
  return {
    market_id: row.marketId,
    trading_status: statusWords[status].market,
    base_currency: row.baseCurrency,
    counter_currency: row.counterCurrency,
    min_volume: bound(row.minVolume),
    max_volume: bound(row.maxVolume),
    volume_scale: row.volumeScale,
    min_price: bound(row.minPrice),
    max_price: bound(row.maxPrice),
    price_scale: row.priceScale,
    fee_scale: row.feeScale,
  };
}

function publicTrade({ format }: EndpointParts, trade: PublicTrade): JsonRecord {
  return {
    sequence: trade.sequence,
    timestamp: trade.timeMs,
    price: format(trade.price),
    volume: format(trade.base),
    is_buy: trade.takerSide === 'buy',
  };
}
