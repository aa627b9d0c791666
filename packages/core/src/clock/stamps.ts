import type { Clock } from './clock.ts';

/**
 * The stamps of events: the clock's time, except that they never run backwards and never stand still. When the clock is set back, they
 * go on from the last one at half its pace until it has caught up, so that what waits for a moment waits twice as long, not for hours.
 */
export class Stamps {
  readonly #clock: Clock;
  #lastMs: number;
  #lastClockMs: number;
  /** What the clock showed when it was last behind the stamps, and the stamp of that moment. */
  #anchorClockMs: number;
  #anchorMs: number;

  /** @param clock - What they follow; @param lastMs - The newest stamp of earlier runs, in milliseconds since the epoch. */
  constructor(clock: Clock, lastMs: number) {
    this.#clock = clock;
    this.#lastMs = lastMs;
    this.#lastClockMs = clock.nowMs();
    this.#anchorClockMs = this.#lastClockMs;
    this.#anchorMs = lastMs;
  }

  /** The stamp of this moment, in milliseconds since the epoch. */
  next(): number {
    const clockMs = this.#clock.nowMs();
    if (clockMs < this.#lastClockMs) {
      this.#anchorClockMs = clockMs;
      this.#anchorMs = this.#lastMs;
    }
    this.#lastClockMs = clockMs;
    const slowMs = this.#anchorMs + Math.floor((clockMs - this.#anchorClockMs) / 2);
    this.#lastMs = Math.max(clockMs, slowMs, this.#lastMs);
    return this.#lastMs;
  }
}
