import type { FillModel } from './fill-model.ts';

/**
 * A resting order fills whole as soon as the market reaches its price: a bar's range or a trade touches it, or the other side quotes it.
 *
 * The optimistic end: it takes the order for the first in the queue at its price. What most candle backtesters do.
 */
export function touchFills(): FillModel {
  return { name: 'touch', fillable: () => Number.POSITIVE_INFINITY };
}
