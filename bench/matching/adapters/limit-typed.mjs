// The limit: orders in typed arrays by integer id, doubly linked per price, a level per tick of a bounded range of prices.
import { cancel, limitOrder, Tally } from '../workload.mjs';

const levels = 1 << 18;

export default {
  repeats: 8,
  run({ length, kind, side, price, quantity, id, idMax }) {
    const tally = new Tally();
    const left = new Int32Array(idMax + 1);
    const at = new Int32Array(idMax + 1);
    const sideOf = new Uint8Array(idMax + 1);
    const next = new Int32Array(idMax + 1);
    const previous = new Int32Array(idMax + 1);
    const heads = [new Int32Array(levels), new Int32Array(levels)];
    const tails = [new Int32Array(levels), new Int32Array(levels)];
    const best = [0, levels - 1];
    let resting = 0;
    const settle = which => {
      const head = heads[which];
      if (which === 0) while (best[0] > 0 && head[best[0]] === 0) best[0] -= 1;
      else while (best[1] < levels - 1 && head[best[1]] === 0) best[1] += 1;
    };
    const remove = order => {
      const which = sideOf[order];
      const level = at[order];
      if (previous[order] === 0) heads[which][level] = next[order];
      else next[previous[order]] = next[order];
      if (next[order] === 0) tails[which][level] = previous[order];
      else previous[next[order]] = previous[order];
      left[order] = 0;
      resting -= 1;
      if (heads[which][level] === 0 && best[which] === level) settle(which);
    };
    for (let index = 0; index < length; index += 1) {
      const order = id[index];
      if (kind[index] === cancel) {
        if (left[order] > 0) remove(order);
        continue;
      }
      const which = side[index];
      const other = 1 - which;
      const isLimit = kind[index] === limitOrder;
      let wanted = quantity[index];
      while (wanted > 0) {
        const level = best[other];
        const maker = heads[other][level];
        if (maker === 0 || (isLimit && (which === 0 ? level > price[index] : level < price[index]))) break;
        const traded = Math.min(wanted, left[maker]);
        wanted -= traded;
        left[maker] -= traded;
        tally.fill(maker, level, traded, left[maker] === 0);
        if (left[maker] === 0) remove(maker);
      }
      if (wanted === 0 || !isLimit) continue;
      const level = price[index];
      left[order] = wanted;
      at[order] = level;
      sideOf[order] = which;
      previous[order] = tails[which][level];
      next[order] = 0;
      if (tails[which][level] === 0) heads[which][level] = order;
      else next[tails[which][level]] = order;
      tails[which][level] = order;
      resting += 1;
      if (which === 0 ? level > best[0] : level < best[1]) best[which] = level;
    }
    const volume = which => {
      let sum = 0;
      for (let order = 1; order <= idMax; order += 1)
        if (left[order] > 0 && sideOf[order] === which) sum += left[order];
      return sum;
    };
    return tally.result({
      rest: resting,
      bestBid: best[0],
      bestAsk: best[1],
      bidVolume: volume(0),
      askVolume: volume(1),
    });
  },
};
