import type { Bar } from '../market/market-event.ts';
import type { Fill } from '../order/fill.ts';
import type { StrategyId } from '../order/order.ts';
import type { StrategyManager } from '../strategy/strategy-manager.ts';
import type { StrategyRuntime } from '../strategy/strategy-runtime.ts';
import type { Halt } from './halt.ts';
import type { HookCaller } from './hook-caller.ts';
import type { StateSaver } from './state-saver.ts';
import type { Turn } from './turn.ts';
import type { Wishes } from './wishes.ts';

/** What a {@link StrategyLife} works with; owned by the engine. */
export interface StrategyLifeParts {
  /** All strategies. */
  readonly strategies: StrategyManager;
  /** What calls their hooks. */
  readonly hooks: HookCaller;
  /** What they remember. */
  readonly saver: StateSaver;
  /** Whether new risk is taken. */
  readonly halt: Halt;
  /** The event in progress. */
  readonly turn: Turn;
  /** What persons have wished and not taken back. */
  readonly wishes: Wishes;
  /** Why a start takes no new risk after too many crashes. */
  readonly tooManyCrashes: () => string | undefined;
}

/** Takes strategies through their lives: warm-up, start, pauses, stop. */
export class StrategyLife {
  readonly #parts: StrategyLifeParts;
  /** Fills that strategies were told of in a start that failed. */
  readonly #told = new Map<StrategyRuntime, Set<Fill>>();
  #isUp = false;

  /** @param parts - What it works with. */
  constructor(parts: StrategyLifeParts) {
    this.#parts = parts;
  }

  /** Shows bars of the past to one strategy, oldest first; orders are denied meanwhile. */
  warmUp(runtime: StrategyRuntime, bars: readonly Bar[]): void {
    if (runtime.status !== 'starting') return;
    runtime.warmingUp = true;
    runtime.status = 'running';
    for (const bar of bars) this.#parts.hooks.call(runtime, 'onBar', bar);
    this.#parts.hooks.drainFollowUps();
    runtime.warmingUp = false;
    if (isRunning(runtime)) runtime.status = 'starting';
  }

  /** The system is ready: every strategy starts, unless a person paused it or its warm-up failed. */
  start(): void {
    const { strategies, halt, turn } = this.#parts;
    this.#isUp = true;
    if (halt.reason !== undefined) {
      const { code, message } = halt.reason;
      turn.alarm('halt', 'halted', `new risk stays halted (${code}): ${message}; resume it by command`);
    }
    const crashes = halt.reason === undefined ? this.#parts.tooManyCrashes() : undefined;
    if (crashes !== undefined) {
      halt.begin('crash-loop', crashes);
      turn.alarm('halt', 'crash-loop', crashes);
    }
    for (const runtime of strategies.runtimes) {
      if (runtime.status === 'starting') this.#begin(runtime, 'the system is ready');
      else if (runtime.status === 'paused') {
        turn.alarm(
          'warning',
          'strategy-paused',
          `strategy "${runtime.id}" stays paused; resume it by command`,
          runtime.id,
        );
      }
    }
  }

  /** The system stops: `onStop`, then nothing more. */
  stop(): void {
    const { strategies, hooks, saver } = this.#parts;
    for (const runtime of strategies.runtimes) {
      if (runtime.status === 'stopped') continue;
      hooks.call(runtime, 'onStop');
      // What a strategy remembers that was paused or never started was saved when it last ran well.
      if (runtime.status === 'running') saver.save(runtime);
      hooks.setStatus(runtime, 'stopped', 'the system is stopping');
    }
  }

  /** A person pauses a strategy; one that has stopped stays so. */
  pause(runtime: StrategyRuntime, reason: string): void {
    this.#parts.wishes.paused.add(runtime.id);
    if (runtime.status !== 'stopped') this.#parts.hooks.setStatus(runtime, 'paused', reason);
  }

  /** A person resumes a paused strategy. One that has not started yet starts now, or with the others. */
  resume(runtime: StrategyRuntime, reason: string): void {
    this.#parts.wishes.paused.delete(runtime.id);
    if (runtime.status !== 'paused') return;
    if (!this.#isUp) this.#parts.hooks.setStatus(runtime, 'starting', reason);
    else if (runtime.hasStarted) this.#goOn(runtime, reason);
    else this.#begin(runtime, reason);
  }

  /** A timer has come; one that comes while its strategy is paused waits until it is resumed. */
  fireTimer(strategy: StrategyId, name: string): void {
    const runtime = this.#parts.strategies.get(strategy);
    if (runtime === undefined) return;
    runtime.timers.delete(name);
    if (runtime.status === 'paused') runtime.dueTimers.add(name);
    else this.#callTimer(runtime, name);
  }

  #goOn(runtime: StrategyRuntime, reason: string): void {
    this.#parts.hooks.setStatus(runtime, 'running', reason);
    for (const name of runtime.dueTimers) {
      if (!isRunning(runtime)) return;
      runtime.dueTimers.delete(name);
      this.#callTimer(runtime, name);
    }
  }

  #callTimer(runtime: StrategyRuntime, name: string): void {
    this.#parts.hooks.call(runtime, 'onTimer', { name, timeMs: this.#parts.turn.nowMs });
  }

  #begin(runtime: StrategyRuntime, reason: string): void {
    const { hooks, saver, turn } = this.#parts;
    runtime.status = 'running';
    if (saver.has(runtime.id)) {
      hooks.call(runtime, 'onLoad', saver.valueOf(runtime.id));
      this.#told.delete(runtime);
    }
    this.#tellMissed(runtime);
    hooks.call(runtime, 'onStart');
    if (!isRunning(runtime)) return;
    runtime.missedFills.take();
    this.#told.delete(runtime);
    runtime.hasStarted = true;
    // Said only now: whoever folds the journal takes it for the word that the strategy has heard of everything.
    turn.record({ type: 'strategy', strategy: runtime.id, status: 'running', reason });
  }

  /**
   * What was booked since it last ran is told after it knows again where it stood and before anything new. A start that fails begins
   * anew: with what was saved before, so that all is told then; or, where nothing was, as it is, so that nothing is told twice.
   */
  #tellMissed(runtime: StrategyRuntime): void {
    const told = this.#told.get(runtime) ?? new Set();
    this.#told.set(runtime, told);
    for (const { fill, order } of runtime.missedFills.all) {
      if (told.has(fill) || !isRunning(runtime)) continue;
      told.add(fill);
      this.#parts.hooks.call(runtime, 'onFill', fill, order);
    }
  }
}

/** A hook may have changed the status since it was last looked at. */
function isRunning({ status }: StrategyRuntime): boolean {
  return status === 'running';
}
