import { invalidOption } from '../exchange/exchange-settings.ts';
import type { SlippageModel } from './slippage-model.ts';

/** Takers are filled a fixed number of ticks worse. @throws `system/invalid-options` unless it is an integer of at least 0. */
export function tickSlippage(ticks: number): SlippageModel {
  if (!Number.isSafeInteger(ticks) || ticks < 0) {
    throw invalidOption('ticks', String(ticks), 'give a whole number of ticks, at least 0');
  }
  return {
    name: `${ticks} ticks`,
    price: ({ side, price, instrument }) => {
      const distance = instrument.tickSize.times(ticks);
      return side === 'buy' ? price.plus(distance) : price.minus(distance);
    },
  };
}
