import type { StrategyId } from '@trader/core';

interface Timer {
  readonly strategy: StrategyId;
  readonly name: string;
  readonly dueMs: number;
}

/** The timers of strategies in simulated time. Equal times come in the order in which they were set. */
export class Timers {
  private readonly timers = new Map<string, Timer>();
  private next: Timer | undefined = undefined;

  /** When the next one comes, in milliseconds since the epoch; `Infinity` without any. */
  get nextMs(): number {
    return this.next === undefined ? Number.POSITIVE_INFINITY : this.next.dueMs;
  }

  /** Sets a timer; one of the same name is replaced. */
  set(strategy: StrategyId, name: string, dueMs: number): void {
    const key = keyOf(strategy, name);
    this.timers.delete(key);
    this.timers.set(key, { strategy, name, dueMs });
    this.findNext();
  }

  /** Forgets a timer. */
  clear(strategy: StrategyId, name: string): void {
    if (this.timers.delete(keyOf(strategy, name))) this.findNext();
  }

  /** Takes the next one. */
  take(): Timer | undefined {
    const { next } = this;
    if (next !== undefined) this.clear(next.strategy, next.name);
    return next;
  }

  private findNext(): void {
    this.next = undefined;
    for (const timer of this.timers.values()) {
      if (this.next === undefined || timer.dueMs < this.next.dueMs) this.next = timer;
    }
  }
}

function keyOf(strategy: StrategyId, name: string): string {
  return `${strategy}/${name}`;
}
