// The same when a hundred ticks wait before they are taken.
import { createBus } from '../../harness/ours-world.mjs';
import { createIdleEngine } from '../ours.mjs';

const burst = 100;

export default {
  repeats: 6,
  run({ ticks }) {
    const { engine, seen } = createIdleEngine();
    const bus = createBus();
    for (let start = 0; start < ticks.length; start += burst) {
      const end = Math.min(start + burst, ticks.length);
      for (let index = start; index < end; index += 1) bus.push(ticks[index]);
      for (let event = bus.take(); event !== undefined; event = bus.take()) engine.process(event, event.timeMs);
    }
    return seen();
  },
};
