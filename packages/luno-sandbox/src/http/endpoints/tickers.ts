import { Decimal } from '@trader/core';
import { statusWords } from '../../exchange/market-status.ts';
import type { SandboxMarket } from '../../exchange/sandbox-market.ts';
import type { JsonRecord } from '../../wire/json-text.ts';
import type { Route } from '../route.ts';
import { type EndpointParts, listOf, marketOf } from './endpoint-parts.ts';

const dayMs = 86_400_000;

/** The endpoints that show every market at a glance: rules and tickers. */
export function tickerRoutes(parts: EndpointParts): readonly Route[] {
  /** The markets a call names, all when it names none; unknown names are left out. */
  const named = (pairs: readonly string[]): readonly SandboxMarket[] =>
    [...parts.markets.values()].filter(market => pairs.length === 0 || pairs.includes(market.row.marketId));
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
      answer: call => ticker(parts, marketOf(parts, call), call.timeMs),
    },
    {
      name: 'tickers',
      method: 'GET',
      path: '/api/1/tickers',
      access: 'public',
      answer: ({ params, timeMs }) => ({
        tickers: listOf(
          parts,
          named(params.list('pair')).map(market => ticker(parts, market, timeMs)),
        ),
      }),
    },
  ];
}

/** `timestamp` is when the market last changed, not when it is asked. */
function ticker({ format }: EndpointParts, market: SandboxMarket, timeMs: number): JsonRecord {
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
