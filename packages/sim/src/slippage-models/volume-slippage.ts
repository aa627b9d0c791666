import { Decimal } from '@trader/core';
import { invalidOption } from '../exchange/exchange-settings.ts';
import type { SlippageModel } from './slippage-model.ts';

/** How takers move the market. */
export interface VolumeSlippageOptions {
  /** Fraction of the price at a share of 1, at least 0. Default 0.1. */
  readonly impact?: number;
}

/** Decimals to which a price with impact is computed, before it goes to the tick grid. */
const impactScale = 16;

/**
 * Takers are filled worse by `impact × share²` of the price, where share is the part of the bar's, trade's or level's volume that they
 * take, at most 1. Where no volume is told (or none traded), the share counts as 1.
 *
 * The formula and its 0.1 are those of Zipline's `VolumeShareSlippage`.
 *
 * @throws `system/invalid-options` unless the impact is at least 0 and below 1.
 */
export function volumeSlippage({ impact = 0.1 }: VolumeSlippageOptions = {}): SlippageModel {
  if (!(impact >= 0 && impact < 1)) {
    throw invalidOption('impact', String(impact), 'give a fraction of at least 0 and below 1');
  }
  const most = Decimal.from(impact);
  return {
    name: `volume ${impact}`,
    price: ({ side, price, quantity, volume }) => {
      const shown = volume === undefined || !(volume > 0) ? quantity : Decimal.from(volume);
      const share = Decimal.min(quantity.dividedBy(shown, impactScale, 'half-even'), Decimal.one);
      const moved = price.times(most).times(share).times(share);
      return side === 'buy' ? price.plus(moved) : price.minus(moved);
    },
  };
}
