// EventBus.push → EventBus.take → Engine.process → onTick.
import { createBus } from '../../harness/ours-world.mjs';
import { createIdleEngine, passTicks } from '../ours.mjs';

export default {
  repeats: 6,
  run(input) {
    const { engine, seen } = createIdleEngine();
    passTicks(input, createBus(), engine);
    return seen();
  },
};
