import type { FillModel } from './fill-model.ts';

/**
 * A resting order waits in the queue at its price: behind everything that the book shows there when it begins to rest. Trades at its
 * price take from the queue's front; what they have left fills the order. A trade or quote beyond its price fills it whole.
 *
 * Cancels of others are counted against us: the queue ahead shrinks without trades only when the book shows less at the price than is
 * thought to be ahead. This is the risk-averse queue of hftbacktest (`RiskAdverseQueueModel`, after Rigtorp, “Estimating Order Queue
 * Position”, 2013). It needs books for the queue, or trades alone where nobody else is ahead.
 */
export function queueFills(): FillModel {
  return {
    name: 'queue',
    needs: ['book', 'trade'],
    queueAhead: shown => shown,
    queueSeen: (ahead, shown) => Math.min(ahead, shown),
    fillable: (order, contact) => {
      const { source, price, quantity, takerSide } = contact;
      if (price !== order.price || source === 'quote') return Number.POSITIVE_INFINITY;
      // At its own price only those fill it who trade with its side.
      if (source === 'path' || takerSide === order.side || Number.isNaN(quantity)) return 0;
      const left = quantity - order.ahead - contact.taken;
      order.ahead = Math.max(0, order.ahead - quantity);
      return Math.max(0, left);
    },
  };
}
