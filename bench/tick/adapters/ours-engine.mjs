// Without the queue, as a backtest feeds it.
import { createIdleEngine } from '../ours.mjs';

export default {
  repeats: 6,
  run({ ticks }) {
    const { engine, seen } = createIdleEngine();
    for (const tick of ticks) engine.process(tick, tick.timeMs);
    return seen();
  },
};
