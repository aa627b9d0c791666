import type { Instrument } from '@trader/core';
import type { LoadedConfig } from '../config/load-config.ts';
import { suggest } from '../config/suggest.ts';
import { exitCodes } from '../run/exit-codes.ts';
import { type Diagnosis, fail, ok, warn } from './diagnosis.ts';

/** Whether the brokerage trades every symbol of every enabled strategy. */
export function* examineMarkets(instruments: readonly Instrument[], loaded: LoadedConfig): Generator<Diagnosis, void> {
  const bySymbol = new Map(instruments.map(instrument => [instrument.symbol, instrument]));
  const good = new Set<string>();
  for (const [index, { enabled, symbols }] of loaded.config.strategies.entries()) {
    if (!enabled) continue;
    for (const [position, symbol] of symbols.entries()) {
      const instrument = bySymbol.get(symbol);
      if (instrument?.status === 'active') good.add(symbol);
      else yield explain(symbol, instrument, bySymbol, loaded.placeOf(['strategies', index, 'symbols', position]));
    }
  }
  if (good.size > 0) yield ok('markets', `${[...good].join(', ')} ${good.size === 1 ? 'is' : 'are'} open for trading`);
}

function explain(
  symbol: string,
  instrument: Instrument | undefined,
  known: ReadonlyMap<string, Instrument>,
  place: string,
): Diagnosis {
  if (instrument !== undefined) {
    return warn(
      'markets',
      `${place}: ${symbol} is ${instrument.status}`,
      'Orders are refused or limited until it is active again',
    );
  }
  const near = suggest(symbol, known.keys());
  const remedy = near === undefined ? 'Write the name of a market as the brokerage does' : `Did you mean "${near}"?`;
  return fail('markets', `${place}: there is no market called ${symbol}`, remedy, exitCodes.config);
}
