import { EventRing } from '../event/event-ring.ts';
import type { Fill } from '../order/fill.ts';
import type { Order } from '../order/order.ts';
import type { HookName, StrategyRuntime } from '../strategy/strategy-runtime.ts';

interface FollowUp {
  readonly runtime: StrategyRuntime;
  readonly hook: HookName;
  readonly first: unknown;
  readonly second: unknown;
}

/** Hooks waiting to be called: what an event causes is told after the event, in order, never inside the call that caused it. */
export class FollowUps {
  readonly #waiting = new EventRing<FollowUp>();

  /** Adds a hook, when the strategy defines it and runs; a fill of one that has not started is kept for its start. */
  add(runtime: StrategyRuntime, hook: HookName, first?: unknown, second?: unknown): void {
    if (runtime.status !== 'running' || runtime.strategy[hook] === undefined) {
      // What was booked before the start is told at the start.
      if (hook === 'onFill' && !runtime.hasStarted) runtime.missedFills.add(first as Fill, second as Order);
      return;
    }
    this.#waiting.push({ runtime, hook, first, second });
  }

  /** Whether none waits. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Takes the oldest. */
  take(): FollowUp | undefined {
    return this.#waiting.take();
  }

  /** Forgets what waits for one strategy; says how many that were. */
  forget(runtime: StrategyRuntime): number {
    const waiting = this.#waiting.length;
    for (let index = 0; index < waiting; index += 1) {
      const followUp = this.#waiting.take();
      if (followUp !== undefined && followUp.runtime !== runtime) this.#waiting.push(followUp);
    }
    return waiting - this.#waiting.length;
  }
}
