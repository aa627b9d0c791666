import type { FillModel } from './fill-model.ts';

/**
 * A resting order fills whole as soon as the market goes beyond its price (below a buy's, above a sell's), or the other side quotes
 * its price or beyond.
 *
 * The pessimistic end: it takes the order for the last in the queue at its price, so that all others trade first. In truth an order
 * is somewhere between {@link touchFills} and this.
 */
export function tradeThroughFills(): FillModel {
  return {
    name: 'trade-through',
    fillable: (order, { source, price }) =>
      source === 'quote' || price !== order.price ? Number.POSITIVE_INFINITY : 0,
  };
}
