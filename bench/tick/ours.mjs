import { createEngine, startMs } from '../harness/ours-world.mjs';
import { oursFile } from '../harness/setup.mjs';
import { idleOn } from './idle.mjs';

const { StrategyBase } = await import(oursFile);

/** An engine with the idle strategy, and what it has seen. */
export function createIdleEngine() {
  const engine = createEngine([idleOn(StrategyBase)]);
  const { strategy } = engine.strategies.runtimes[0];
  return { engine, seen: () => ({ count: strategy.count, checksum: strategy.checksum }) };
}

/** Pushes, takes and processes tick by tick. */
export function passTicks({ units, ticks, mask }, bus, engine) {
  for (let index = 0; index < units; index += 1) {
    bus.push(ticks[index & mask]);
    engine.process(bus.take(), startMs + index);
  }
}
