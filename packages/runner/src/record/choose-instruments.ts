import { type Brokerage, type Instrument, type MarketData, TradingError } from '@trader/core';
import { suggest } from '../config/suggest.ts';

/** The brokerage's market data. @throws `brokerage/unsupported` when it has none. */
export function requireMarket({ name, market }: Brokerage): MarketData {
  if (market !== undefined) return market;
  const context = { brokerage: name, capability: 'market data' };
  throw new TradingError('brokerage/unsupported', `${name} has no market data to record`, context);
}

/** The instruments of these symbols. @throws `instrument/unknown` with the likeliest symbol that was meant. */
export function chooseInstruments(
  { name }: Brokerage,
  instruments: readonly Instrument[],
  symbols: readonly string[],
): readonly Instrument[] {
  const bySymbol = new Map(instruments.map(instrument => [instrument.symbol, instrument]));
  return symbols.map(symbol => {
    const found = bySymbol.get(symbol);
    if (found !== undefined) return found;
    const suggestion = suggest(symbol, bySymbol.keys());
    const advice =
      suggestion === undefined ? 'write the name of a market as the brokerage does' : `did you mean ${suggestion}?`;
    const context = { symbol, brokerage: name, suggestion };
    throw new TradingError('instrument/unknown', `${name} has no market called ${symbol}: ${advice}`, context);
  });
}
