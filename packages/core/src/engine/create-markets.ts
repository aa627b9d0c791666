import type { InstrumentId } from '../instrument/instrument.ts';
import { InstrumentMarket } from '../market/instrument-market.ts';
import { Decimal } from '../money/decimal.ts';
import type { EngineOptions } from './engine-options.ts';

/** The market of every instrument that strategies trade. */
export function createMarkets(options: EngineOptions): ReadonlyMap<InstrumentId, InstrumentMarket> {
  const { instruments, feeds } = options;
  const band = narrowestBand(options);
  return new Map(instruments.map(each => [each.id, new InstrumentMarket(each, feeds?.get(each.id), band)]));
}

/** The narrowest band of prices that anybody asks for, as a fraction; `undefined` when nobody does. */
function narrowestBand({ risk, strategies }: Pick<EngineOptions, 'risk' | 'strategies'>): number | undefined {
  const bands = [risk, ...strategies.map(entry => entry.risk)].flatMap(limits => limits?.priceDeviationMax ?? []);
  return bands.length === 0 ? undefined : Math.min(...bands.map(band => Decimal.from(band).toNumber()));
}
