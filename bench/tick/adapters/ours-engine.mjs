// Without the queue, as a backtest feeds it.
import { startMs } from '../../harness/ours-world.mjs';
import { createIdleEngine } from '../ours.mjs';

export default {
  repeats: 6,
  run({ units, ticks, mask }) {
    const { engine, seen } = createIdleEngine();
    for (let index = 0; index < units; index += 1) engine.process(ticks[index & mask], startMs + index);
    return seen();
  },
};
