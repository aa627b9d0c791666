import { hashStart, hashStep } from '../harness/random.mjs';

/** The idle strategy, on top of any base class: counts, and keeps a checksum so that none is lost, doubled or out of order. */
export const idleOn = Base =>
  class Idle extends Base {
    static pace = 'event';
    count = 0;
    checksum = hashStart;
    onTick(tick) {
      this.count += 1;
      this.checksum = hashStep(this.checksum, tick.last);
    }
  };

/** The idle strategy by itself. */
export const Idle = idleOn(class {});

/** An adapter over an event emitter: `subscribe(listener)` returns what sends a tick. */
export const createEmitterAdapter = subscribe => ({
  repeats: 6,
  run({ units, ticks, mask }) {
    const strategy = new Idle();
    const emit = subscribe(tick => strategy.onTick(tick));
    for (let index = 0; index < units; index += 1) emit(ticks[index & mask]);
    return { count: strategy.count, checksum: strategy.checksum };
  },
});
