import { oursFile } from '../../harness/setup.mjs';
import { cancel, limitOrder, Tally } from '../workload.mjs';

const { MatchingEngine } = await import(oursFile);

export default {
  repeats: 6,
  prepare: ({ idMax }) => Array.from({ length: idMax + 1 }, (_, id) => `o${id}`),
  run(names, { length, kind, side, price, quantity, id }) {
    const engine = new MatchingEngine();
    const tally = new Tally();
    const count = events => {
      for (const event of events) {
        if (event.type !== 'matched') continue;
        tally.fill(Number(event.makerOrderId.slice(1)), event.priceTicks, event.lots, event.makerRemainingLots === 0);
      }
    };
    for (let index = 0; index < length; index += 1) {
      const orderId = names[id[index]];
      if (kind[index] === cancel) {
        engine.cancel(orderId);
        continue;
      }
      const head = { orderId, owner: 'bench', side: side[index] === 0 ? 'buy' : 'sell' };
      const lots = quantity[index];
      if (kind[index] === limitOrder) {
        const limit = { type: 'limit', ...head, priceTicks: price[index], lots, timeInForce: 'GTC', postOnly: false };
        count(engine.submit(limit, index));
      } else {
        count(
          engine.submit({ type: 'market', ...head, lots, quoteUnits: undefined, worstPriceTicks: undefined }, index),
        );
      }
    }
    const volume = which => engine.depth(which).reduce((sum, level) => sum + Number(level.lots), 0);
    return tally.result({
      rest: engine.orderCount,
      bestBid: engine.bestPriceTicks('buy'),
      bestAsk: engine.bestPriceTicks('sell'),
      bidVolume: volume('buy'),
      askVolume: volume('sell'),
    });
  },
};
