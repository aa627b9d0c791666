import type { Clock } from './clock.ts';

interface PendingTimer {
  readonly dueMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/**
 * A clock that stands still until told to move: for tests, simulation and backtests. Timers run in the order of their due
 * time; equal times run in the order in which they were set.
 */
export class SimulatedClock implements Clock {
  #nowMs: number;
  #order = 0;
  readonly #timers = new Set<PendingTimer>();

  /** @param startMs - The time it shows at first, in milliseconds since the epoch. */
  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  /** The time it was last moved to, in milliseconds since the epoch. */
  nowMs(): number {
    return this.#nowMs;
  }

  /** How many timers wait. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** When the next timer is due, in milliseconds since the epoch; `undefined` when none waits. */
  get nextDueMs(): number | undefined {
    return this.#next()?.dueMs;
  }

  /** Runs `callback` when the clock is moved `delayMs` or further; the returned function says “never mind”. */
  setTimer(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.#nowMs + Math.max(delayMs, 0), order: this.#order, callback };
    this.#order += 1;
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Runs `callback` at the next move, also a move of zero. */
  defer(callback: () => void): void {
    this.setTimer(0, callback);
  }

  /** Moves the clock forward and runs what comes due on the way, timers set meanwhile included. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (let timer = this.#next(); timer !== undefined && timer.dueMs <= untilMs; timer = this.#next()) {
      this.#timers.delete(timer);
      this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
      timer.callback();
    }
    this.#nowMs = untilMs;
  }

  /**
   * Moves the clock like {@link advance}, and lets promises settle after every timer, so that asynchronous code started by a
   * timer runs at the time of that timer.
   */
  async advanceAsync(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs;
    await settle();
    for (let timer = this.#next(); timer !== undefined && timer.dueMs <= untilMs; timer = this.#next()) {
      this.#timers.delete(timer);
      this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
      timer.callback();
      await settle();
    }
    this.#nowMs = untilMs;
    await settle();
  }

  #next(): PendingTimer | undefined {
    let next: PendingTimer | undefined;
    for (const timer of this.#timers) {
      if (next === undefined || timer.dueMs < next.dueMs || (timer.dueMs === next.dueMs && timer.order < next.order)) {
        next = timer;
      }
    }
    return next;
  }
}

/** Chains of promises settle one link per turn; this many links are let through between two timers. */
const settleTurns = 50;

async function settle(): Promise<void> {
  for (let turn = 0; turn < settleTurns; turn += 1) await Promise.resolve();
}
