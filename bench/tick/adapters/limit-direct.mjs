import { Idle } from '../idle.mjs';

export default {
  repeats: 8,
  run({ units, ticks, mask }) {
    const strategy = new Idle();
    for (let index = 0; index < units; index += 1) strategy.onTick(ticks[index & mask]);
    return { count: strategy.count, checksum: strategy.checksum };
  },
};
