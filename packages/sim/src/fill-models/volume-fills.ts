import { invalidOption } from '../exchange/exchange-settings.ts';
import type { FillModel } from './fill-model.ts';

/** How much of the market's volume own orders may be. */
export interface VolumeFillsOptions {
  /** Fraction of a bar's or trade's volume that own orders get at most, above 0 and at most 1. Default 0.1. */
  readonly participation?: number;
}

/**
 * Own orders, resting and taking together, get at most a fraction of what traded: of a bar's volume, or of each trade. What is left of a
 * resting or market order waits for the next; of an IOC it is canceled, and a FOK that does not fit is killed. A quote gives what it shows.
 *
 * The idea is that of Zipline's `VolumeShareSlippage` (there 0.025 of each bar by default); 0.1 is the usual bound of participation in
 * execution algorithms. Needs volumes: in a bar or trade without volume nothing fills.
 *
 * @throws `system/invalid-options` for a participation that is not above 0 and at most 1.
 */
export function volumeFills({ participation = 0.1 }: VolumeFillsOptions = {}): FillModel {
  if (!(participation > 0 && participation <= 1)) {
    throw invalidOption('participation', String(participation), 'give a fraction above 0 and at most 1: 0.1 is 10 %');
  }
  return {
    name: `volume ${participation}`,
    fillable: (_, { source, quantity, taken }) => {
      if (source === 'quote') return Number.isNaN(quantity) ? Number.POSITIVE_INFINITY : quantity;
      return Number.isNaN(quantity) ? 0 : Math.max(0, quantity * participation - taken);
    },
    available: volume => (Number.isNaN(volume) ? 0 : volume * participation),
  };
}
