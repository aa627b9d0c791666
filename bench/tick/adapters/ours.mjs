// EventBus.push → EventBus.take → Engine.process → onTick.
import { createBus } from '../../harness/ours-world.mjs';
import { createIdleEngine, passTicks } from '../ours.mjs';

export default {
  repeats: 6,
  run({ ticks }) {
    const { engine, seen } = createIdleEngine();
    passTicks(ticks, createBus(), engine);
    return seen();
  },
};
