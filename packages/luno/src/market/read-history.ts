import { type Bar, type CallOptions, type InstrumentId, TradingError } from '@trader/core';
import { listCandles } from '../http/endpoints/market-data.ts';
import type { LunoReader } from '../http/luno-reader.ts';
import { dateResolutionMs } from '../http/server-clock.ts';
import type { LunoMarkets } from '../luno-markets.ts';
import type { LunoSettings } from '../luno-options.ts';
import { candleToCore } from '../translate/market-data-to-core.ts';
import type { CandleWire } from '../wire/market-wire.ts';

/** What reading bars needs from its owner. */
export interface HistoryParts {
  /** The adapter's settings. */
  readonly settings: LunoSettings;
  /** Reads from Luno. */
  readonly reader: LunoReader;
  /** The instruments. */
  readonly markets: LunoMarkets;
  /** Luno's time now, in milliseconds since the epoch, as well as it is known. */
  readonly serverNowMs: () => number;
}

/** Which bars. */
export interface HistoryQuery {
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
  /** Length of a bar, in milliseconds. */
  readonly intervalMs: number;
  /** Bars start at or after this, in milliseconds since the epoch. */
  readonly fromMs: number;
  /** Bars end at or before this, in milliseconds since the epoch. */
  readonly toMs: number;
}

/** Lengths that Luno's bars have, in seconds. */
const durationsSeconds: readonly number[] = [
  60, 300, 900, 1800, 3600, 10_800, 14_400, 28_800, 86_400, 259_200, 604_800,
];

/**
 * Complete bars between two moments, oldest first. Whether Luno tells the bar that still forms is not documented: a bar that
 * ends after now is left out.
 *
 * @throws `brokerage/unsupported` for other lengths, `brokerage/unauthorized` without a key, and the errors of reading.
 */
export async function readHistory(
  parts: HistoryParts,
  query: HistoryQuery,
  options: CallOptions,
): Promise<readonly Bar[]> {
  const { settings, reader, markets } = parts;
  const durationSeconds = supportedDuration(query.intervalMs, settings.name);
  if (settings.credentials === undefined) throw keyNeeded(settings.name);
  const instrument = await markets.requireId(query.instrumentId, options.signal);
  const endMs = Math.min(query.toMs, parts.serverNowMs());
  const bars: Bar[] = [];
  let sinceMs = query.fromMs;
  for (let page = 0; sinceMs + query.intervalMs <= endMs; page += 1) {
    if (page >= settings.pagesMax) throw tooLong(settings);
    const { value, times } = await listCandles(
      reader,
      { pair: instrument.symbol, sinceMs, durationSeconds },
      options.signal,
    );
    const fresh = value.candles.filter(candle => candle.timestamp >= sinceMs).toSorted(byTime);
    const last = fresh.at(-1);
    if (last === undefined) break;
    // Whatever our clock says: nothing that ends after the reply was complete when it was read.
    const completeMs = times === undefined ? endMs : Math.min(endMs, times.dateMs + dateResolutionMs - 1);
    for (const candle of fresh) {
      if (candle.timestamp + query.intervalMs <= completeMs)
        bars.push(candleToCore(candle, instrument, query.intervalMs));
    }
    sinceMs = last.timestamp + query.intervalMs;
  }
  return bars;
}

function byTime(a: CandleWire, b: CandleWire): number {
  return a.timestamp - b.timestamp;
}

function supportedDuration(intervalMs: number, brokerage: string): number {
  const seconds = intervalMs / 1000;
  if (durationsSeconds.includes(seconds)) return seconds;
  const capability = `bars of ${intervalMs} ms`;
  throw new TradingError(
    'brokerage/unsupported',
    `Luno has no ${capability}; choose an interval of ${durationsSeconds.join(', ')} seconds`,
    { brokerage, capability },
  );
}

function tooLong({ name, pagesMax }: LunoSettings): TradingError<'brokerage/unsupported'> {
  const capability = `history of more than ${pagesMax} pages of bars`;
  return new TradingError('brokerage/unsupported', `Too much ${capability}: ask for a shorter time or longer bars`, {
    brokerage: name,
    capability,
  });
}

function keyNeeded(brokerage: string): TradingError<'brokerage/unauthorized'> {
  return new TradingError(
    'brokerage/unauthorized',
    'Luno tells bars only to users: give keyId and keySecret (any valid key will do)',
    { brokerage, operation: 'api/exchange/1/candles', reason: 'no key was given' },
  );
}
