// The same when a hundred ticks wait before they are taken.
import { createBus, startMs } from '../../harness/ours-world.mjs';
import { createIdleEngine } from '../ours.mjs';

const burst = 100;

export default {
  repeats: 6,
  run({ units, ticks, mask }) {
    const { engine, seen } = createIdleEngine();
    const bus = createBus();
    for (let start = 0; start < units; start += burst) {
      const end = Math.min(start + burst, units);
      for (let index = start; index < end; index += 1) bus.push(ticks[index & mask]);
      for (let event = bus.take(); event !== undefined; event = bus.take()) engine.process(event, startMs + start);
    }
    return seen();
  },
};
