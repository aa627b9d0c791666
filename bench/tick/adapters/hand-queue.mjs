// The least that keeps the same promises: a queue, strategies by instrument, the latest tick kept, a hook that throws caught.
import { Idle } from '../idle.mjs';

class Market {
  tick = undefined;
  strategies = [];
}

export default {
  repeats: 6,
  run({ units, ticks, mask }) {
    const strategy = new Idle();
    const markets = new Map();
    const market = new Market();
    market.strategies.push(strategy);
    markets.set(ticks[0].instrumentId, market);
    const queue = [];
    let failures = 0;
    const process = tick => {
      const watched = markets.get(tick.instrumentId);
      if (watched === undefined) return;
      watched.tick = tick;
      for (const each of watched.strategies) {
        try {
          each.onTick(tick);
        } catch {
          failures += 1;
        }
      }
    };
    for (let index = 0; index < units; index += 1) {
      queue.push(ticks[index & mask]);
      process(queue.pop());
    }
    return { count: strategy.count - failures, checksum: strategy.checksum };
  },
};
