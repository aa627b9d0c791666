import type { VirtualTime } from '../time/virtual-time.ts';

/** The brokerage's own clock: off from true time, and sometimes set forward or back. */
export class ModelClock {
  readonly #time: VirtualTime;
  #offsetMs: number;
  #latestMs = 0;

  /** @param time - True time; @param offsetMs - how far the clock is ahead of it, in milliseconds. */
  constructor(time: VirtualTime, offsetMs: number) {
    this.#time = time;
    this.#offsetMs = offsetMs;
  }

  /** What it shows, in milliseconds since the epoch. */
  get nowMs(): number {
    const nowMs = this.#time.nowMs + this.#offsetMs;
    this.#latestMs = Math.max(this.#latestMs, nowMs);
    return nowMs;
  }

  /** The latest moment that it has shown: by this one requests expire, so that setting it back revives none. */
  get latestMs(): number {
    return Math.max(this.#latestMs, this.nowMs);
  }

  /** True time, in milliseconds since the epoch. */
  get trueMs(): number {
    return this.#time.nowMs;
  }

  /** Sets it forward or back. */
  step(byMs: number): void {
    this.#latestMs = this.latestMs;
    this.#offsetMs += byMs;
  }
}
