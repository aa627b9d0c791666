import type { HookName, StrategyRuntime } from '../strategy/strategy-runtime.ts';

interface FollowUp {
  readonly runtime: StrategyRuntime;
  readonly hook: HookName;
  readonly first: unknown;
  readonly second: unknown;
}

/** Hooks waiting to be called: what an event causes is told after the event, in order, never inside the call that caused it. */
export class FollowUps {
  #waiting: FollowUp[] = [];
  #head = 0;

  /** Adds a hook, when the strategy defines it and runs. */
  add(runtime: StrategyRuntime, hook: HookName, first?: unknown, second?: unknown): void {
    if (runtime.status !== 'running' || runtime.strategy[hook] === undefined) return;
    this.#waiting.push({ runtime, hook, first, second });
  }

  /** Takes the oldest. */
  take(): FollowUp | undefined {
    const followUp = this.#waiting[this.#head];
    if (followUp === undefined) return undefined;
    this.#head += 1;
    if (this.#head === this.#waiting.length) {
      this.#waiting = [];
      this.#head = 0;
    }
    return followUp;
  }

  /** Forgets what waits for one strategy; says how many that were. */
  forget(runtime: StrategyRuntime): number {
    const kept = this.#waiting.slice(this.#head).filter(followUp => followUp.runtime !== runtime);
    const forgotten = this.#waiting.length - this.#head - kept.length;
    this.#waiting = kept;
    this.#head = 0;
    return forgotten;
  }
}
