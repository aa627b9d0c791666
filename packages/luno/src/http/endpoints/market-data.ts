import { candleListWire, marketListWire, orderBookWire, tickerListWire } from '../../wire/market-wire.ts';
import { publicTradeListWire } from '../../wire/trade-wire.ts';
import type { Params } from '../exchange.ts';
import type { LunoReader, Reading } from '../luno-reader.ts';

type Signal = AbortSignal | undefined;

function publicRead(path: string, params: Params, signal: Signal) {
  return { path, permission: undefined, params, priority: 'data', signal } as const;
}

/** `GET /api/exchange/1/markets`: all markets with their rules; takes about two seconds. */
export function listMarkets(
  reader: LunoReader,
  signal: Signal,
): Promise<Reading<ReturnType<typeof marketListWire.parse>>> {
  return reader.read(publicRead('api/exchange/1/markets', [], signal), marketListWire);
}

/** `GET /api/1/tickers`: best prices of some markets in one call. */
export function listTickers(
  reader: LunoReader,
  pairs: readonly string[],
  signal: Signal,
): Promise<Reading<ReturnType<typeof tickerListWire.parse>>> {
  const params = pairs.map(pair => ['pair', pair] as const);
  return reader.read(publicRead('api/1/tickers', params, signal), tickerListWire);
}

/** `GET /api/1/orderbook_top`: the best 100 levels of each side. */
export function getOrderBookTop(
  reader: LunoReader,
  pair: string,
  signal: Signal,
): Promise<Reading<ReturnType<typeof orderBookWire.parse>>> {
  return reader.read(publicRead('api/1/orderbook_top', [['pair', pair]], signal), orderBookWire);
}

/** `GET /api/1/trades`: at most 100 public trades after a moment, newest first. */
export function listPublicTrades(
  reader: LunoReader,
  query: { readonly pair: string; readonly sinceMs: number | undefined },
  signal: Signal,
): Promise<Reading<ReturnType<typeof publicTradeListWire.parse>>> {
  const params: [string, string][] = [['pair', query.pair]];
  if (query.sinceMs !== undefined) params.push(['since', String(query.sinceMs)]);
  return reader.read(publicRead('api/1/trades', params, signal), publicTradeListWire);
}

/** `GET /api/exchange/1/candles`: the earliest 1000 bars that start at or after a moment; needs any valid key. */
export function listCandles(
  reader: LunoReader,
  query: { readonly pair: string; readonly sinceMs: number; readonly durationSeconds: number },
  signal: Signal,
): Promise<Reading<ReturnType<typeof candleListWire.parse>>> {
  const params: Params = [
    ['pair', query.pair],
    // Luno takes 0 for nothing given.
    ['since', String(Math.max(query.sinceMs, 1))],
    ['duration', String(query.durationSeconds)],
  ];
  return reader.read(publicRead('api/exchange/1/candles', params, signal), candleListWire);
}
