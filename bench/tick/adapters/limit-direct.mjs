import { Idle } from '../idle.mjs';

export default {
  repeats: 8,
  run({ ticks }) {
    const strategy = new Idle();
    for (const tick of ticks) strategy.onTick(tick);
    return { count: strategy.count, checksum: strategy.checksum };
  },
};
