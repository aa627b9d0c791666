import type { Clock } from '@trader/core';

/** A clock that can be set forward: what the sandbox calls now may differ from what its clients call now. */
export class SandboxClock implements Clock {
  readonly #underlying: Clock;
  #offsetMs = 0;

  /** @param underlying - Where time and timers come from. */
  constructor(underlying: Clock) {
    this.#underlying = underlying;
  }

  /** Milliseconds since the epoch, UTC. */
  nowMs(): number {
    return this.#underlying.nowMs() + this.#offsetMs;
  }

  /** Runs `callback` after `delayMs` of the underlying clock. */
  setTimer(delayMs: number, callback: () => void): () => void {
    return this.#underlying.setTimer(delayMs, callback);
  }

  /** Runs `callback` soon. */
  defer(callback: () => void): void {
    this.#underlying.defer(callback);
  }

  /** Sets the clock forward; timers keep their remaining delay. */
  shift(byMs: number): void {
    if (!(byMs >= 0)) throw new RangeError(`the sandbox's clock only moves forward; byMs was ${byMs}`);
    this.#offsetMs += byMs;
  }
}
